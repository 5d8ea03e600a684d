"""Files that hold impedances: LTDS tables, LTDS in CIM, pandapower's and power-grid-model's JSON."""
