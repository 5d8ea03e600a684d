"""Small invented files with publishers' real headers, one of each kind that lae reads, for the fuzzer to spoil."""

from mutations import workbook
from samples_places import SAMPLES as PLACES

_TEXTS = {
    "fes_blocks.csv": (
        "FES Scenario,Building Block ID Number,Unit,DNO License Area,GSP,Comment,2021,2022\n"
        "Leading The Way,Lct_BB001,Number,SEPD,Muddle,,10,\n"
        "Leading the Way,Lct_BB001,Number,WMID,Muddle,,5,\n"
        "Falling Short,Gen_BB012,MW,SEPD,Muddle,a comment,0,1.5\n"
    ),
    "fes_blocks_b.csv": (
        "FES Scenario,Building Block ID Number,Unit,DNO License Area,GSP,Comment,2021,2022\n"
        "Falling Short,Gen_BB012,MW,SEPD,Same,,1,2\n"
        "Falling Short,Gen_BB012,MW,SEPD,Same,,1,2\n"
        "Falling Short,Gen_BB012,MW,SEPD,Twice,,1,2\n"
        "Falling Short,Gen_BB012,MW,SEPD,Twice,,3,4\n"
        "Falling Short,Gen_BB012,MW,SEPD,,,3,4\n"
        "Falling Short,Gen_BB012,MW,SEPD,Odd,,many,4\n"
        "Falling Short,Gen_BB012,MW,SEPD,Less,,-1,4\n"
        "Falling Asleep,Gen_BB012,MW,SEPD,Dream,,1,4\n"
    ),
    "fes_gsps.csv": (
        "GSP ID,GSP Group,Minor FLOP,Name,Latitude,Longitude,Comments\n"
        "MUDD_1,_H,H2,Muddle,51.7102,-1.1906,\n"
        "MIDD_1,_H,H2,Middle,51.7458,-1.2939,Derived from data/network/GSP_regions centroid\n"
        "NEWW_1,,H2,New,,,Potential new build\n"
        "AWAY_1,_H,H2,Away,0,0,\n"
        "ODDD_1,_Z,H2,Odd,51,-1,\n"
        "MUDD_1,_H,H2,Muddle,51.7102,-1.1906,\n"
        ",_H,H2,None,51,-1,\n"
    ),
    "fes_index.json": (
        '[{"key": "Leading the Way", "data": {"Lct_BB001": {"dataBy": "gsp", "file": "building-blocks/LT-'
        'building-block-Lct_BB001.csv", "key": "GSP"}, "Lct_BB002": {"dataBy": "gsp", "file": 7}, "Lct_BB'
        '003": null}}, {"key": "Dream", "data": {"Lct_BB001": {"dataBy": "gsp", "file": "building-blocks/'
        'LT-building-block-Lct_BB001.csv", "key": "GSP"}}}, 7, {"key": null}]'
    ),
    "tresp.csv": (
        "Building_block_id,LAD24CD,LAD24NM,Pathway,Year,Unit,Value\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2025,Number,1027.8862\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2035,Number,2000.0\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - EE,2035,Number,0.0\r\n"
        "Gen_BB001,E07000002,Upton,tRESP - EE,2042,MW,4.4229688e-05\r\n"
        "òx񳪼<Ç?,ú÷¶񿌀>񷴿f\u0010,񧯎:Ô⬤,ZHk:񑷂 \u0002,񴽸񶇖@\u0002w,h򔑽􍔽í6񸔓󜳏,\n"
        "򥥐2,×𷧹,\u0003\t򝘵䳙pÈ±,8񚭧􇒿x𺉐򼨆ûu\u001a±5,मनीष منش,hz\b􋕽򮄽M,rtree_\n"
        "y¸Â­Q󧟥E\u0018?,6l,¼e áÃ𿴸򽳊­,dÆªá򂾌^,,jZÛ򶤧_Yi,B\n"
        '"A񅹢񸥑L>Ôb\n'
        '𑐳¶á",­,񿴳Û°\\/9󕙬,,`¦Û(򞾷󅞙\u0007v %,÷ûa°â񈸨\u0002\u001d'
        "`𙓦áY,񬎫\u0018ö戥4T𪭍Çz󸋣\n"
        '"A񅹢񸥑L>Ôb\n'
        '𑐳¶á",­,񿴳Û°\\/9󕙬,,`¦Û(򞾷󅞙\u0007v %,÷ûa°â񈸨\u0002\u001d'
        "`𙓦áY,񬎫\u0018ö戥4T𪭍Çz󸋣\n"
        ",õ÷òù>򽗁ÕNð𴖉À,\u000fÎ,Ö7󳇆ð¡𺘮Gv,򥥐2,Â󁣗àû 򬁍%,èk1\u001agØ\u0002ëõ\u001b\u0005[\n"
    ),
    "carbon_growth.csv": (
        "Species,Yield Class,Period (years),Cumulative tCO2e/ha\nSAB,4,0-5,1\nSAB,4,5-10,20\nSAB,4,95-100,400\n"
    ),
    "carbon_rates.csv": (
        "Habitat,tCO2e/ha/yr,Low,High\nTraditional orchard,-2.9,-4,-1\nArable,0.3,,\n,1,,\nBad,12 kW,,\n"
    ),
    "overhead_lines.csv": (
        "asset_id,nominal_voltage_pp,route,status\n"
        'A,33000,"LINESTRING (452000 207000, 453000 207000)",x\n'
        'B,11000,"LINESTRING (1.1 52.1, 1.2 52.2)",x\n'
        "C,11000,,x\nD,11000,POLYGON EMPTY,x\n"
    ),
    "ecr.csv": (
        "Customer Name,Customer Site,Address Line 1,Address Line 2,Postcode,Export MPAN / MSID,Location ("
        "X-coordinate): Eastings (where data is held),Location (y-coordinate): Northings (where data is h"
        "eld),Grid Supply Point,Bulk Supply Point,Primary,Point of Connection (POC) Voltage (kV),Licence "
        "Area,Energy Source 1,Energy Conversion Technology 1,Storage Capacity 1 (MWh),Energy Source 2,Ene"
        "rgy Conversion Technology 2,Storage Capacity 2 (MWh),Connection Status,Already connected Registe"
        "red Capacity (MW),Maximum Export Capacity (MW),Maximum Export Capacity (MVA),Maximum Import Capa"
        "city (MW),Maximum Import Capacity (MVA),Date Connected,Accepted to Connect Registered Capacity ("
        "MW),Change to Maximum Export Capacity (MW),Change to Maximum Export Capacity (MVA),Change to Max"
        "imum Import Capacity (MW),Change to Maximum Import Capacity (MVA),Date Accepted,Target Energisat"
        "ion Date,In a Connection queue (Y/N),Latitude,Longitude,Unique ID\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Mill Primary,33,Southern Electric Power Distribution plc,Solar,,,,,,CONN"
        "ECTED,4.5,,5,,,31/12/2019,,,,,,,,,,,SSEN0663-1MW-CONNECTED\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Mill Primary,33,Southern Electric Power Distribution plc,Solar,,,,,,CONN"
        "ECTED,4.5,,5,,,31/12/2019,,,,,,,,,,,SSEN0663-1MW-CONNECTED\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Mill Primary,33,Southern Electric Power Distribution plc,Solar,,,,,,With"
        "drawn,4.5,,5,,,31/12/2019,,,,,,,,,,,SSEN0663-1MW-CONNECTED\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Mill Primary,33,Atlantis Power,Solar,,,,,,CONNECTED,4.5,,5,,,31/12/2019,"
        ",,,,,,,,,,SSEN0663-1MW-CONNECTED\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Mill Primary,33,Southern Electric Power Distribution plc,Solar,,,,,,CONN"
        "ECTED,4.5,,5,,,31/12/2019,,,,,,,,,,,A/1\n"
        "Ada Bloggs Estates,Larkrise Meadow,14 Secret Lane,Hidden Village,OX99 9ZZ,2000012345678,451000,2"
        "06000,Lock GSP,Weir BSP,Ford,33,Southern Electric Power Distribution plc,Solar,,,,,,CONNECTED,4."
        "5,,5,,,31/12/2019,,,,,,,,,,,A/1\n"
    ),
    "ecr.json": (
        '{"result": {"records": [{"Customer Name": "Ada Bloggs Estates", "Customer Site": "Larkrise Meado'
        'w", "Address Line 1": "14 Secret Lane", "Address Line 2": "Hidden Village", "Postcode": "OX99 9Z'
        'Z", "export_mpan___msid": "2000012345678", "location__x_coordinate___eastings__where_data_is_hel'
        'd_": "451000", "location__y_coordinate___northings__where_data_is_held_": "206000", "Grid Supply'
        ' Point": "Lock GSP", "Bulk Supply Point": "Weir BSP", "Primary": "Mill Primary", "point_of_conne'
        'ction__poc__voltage__kv_": "33", "Licence Area": "Southern Electric Power Distribution plc", "En'
        'ergy Source 1": "Solar", "Energy Conversion Technology 1": null, "storage_capacity_1__mwh_": nul'
        'l, "Energy Source 2": null, "Energy Conversion Technology 2": null, "storage_capacity_2__mwh_": '
        'null, "Connection Status": "CONNECTED", "already_connected_registered_capacity__mw_": "4.5", "ma'
        'ximum_export_capacity__mw_": null, "maximum_export_capacity__mva_": "5", "maximum_import_capacit'
        'y__mw_": null, "maximum_import_capacity__mva_": null, "Date Connected": "31/12/2019", "accepted_'
        'to_connect_registered_capacity__mw_": null, "change_to_maximum_export_capacity__mw_": null, "cha'
        'nge_to_maximum_export_capacity__mva_": null, "change_to_maximum_import_capacity__mw_": null, "ch'
        'ange_to_maximum_import_capacity__mva_": null, "Date Accepted": null, "Target Energisation Date":'
        ' null, "in_a_connection_queue__y_n_": null, "Latitude": null, "Longitude": null, "Unique ID": "S'
        'SEN0663-1MW-CONNECTED"}], "total": 1}}'
    ),
    "ukpn_a.json": (
        '{"total_count": 6, "results": [{"category": "Demand Headroom", "substation_name": "Ford Primary '
        '11kV", "voltage_kv": "11", "sitefunctionallocation": "EPN-S2", "bulksupplypoint": "MILL GRID", "'
        'gridsupplypoint": "Weir", "scenario": "Counterfactual", "year": 2026, "headroom_mw": 4.8, "spati'
        'al_coordinates": {"lat": 51.71, "lon": -0.91}, "licencearea": "Eastern Power Networks (EPN)"}, {'
        '"category": "Demand Headroom", "substation_name": "Ford Primary 11kV", "voltage_kv": "11", "site'
        'functionallocation": "EPN-S2", "bulksupplypoint": "MILL GRID", "gridsupplypoint": "Weir", "scena'
        'rio": "Counterfactual", "year": 2031, "headroom_mw": -1.2, "spatial_coordinates": {"lat": 51.71,'
        ' "lon": -0.91}, "licencearea": "Eastern Power Networks (EPN)"}, {"category": "Gen inverter headr'
        'oom", "substation_name": "Ford Primary 11kV", "voltage_kv": "11", "sitefunctionallocation": "EPN'
        '-S2", "bulksupplypoint": "MILL GRID", "gridsupplypoint": "Weir", "scenario": "Counterfactual", "'
        'year": 2026, "headroom_mw": 9.6, "spatial_coordinates": {"lat": 51.71, "lon": -0.91}, "licencear'
        'ea": "Eastern Power Networks (EPN)"}, {"category": "Gen synch headroom", "substation_name": "For'
        'd Primary 11kV", "voltage_kv": "11", "sitefunctionallocation": "EPN-S2", "bulksupplypoint": "MIL'
        'L GRID", "gridsupplypoint": "Weir", "scenario": "Counterfactual", "year": 2026, "headroom_mw": 2'
        '.5, "spatial_coordinates": {"lat": 51.71, "lon": -0.91}, "licencearea": "Eastern Power Networks '
        '(EPN)"}, {"category": "Demand Headroom", "substation_name": "Mill Grid 33kV", "voltage_kv": "33"'
        ', "sitefunctionallocation": "EPN-S1", "bulksupplypoint": "Mill Grid 33kV", "gridsupplypoint": "W'
        'eir", "scenario": "Electric Engagement", "year": 2026, "headroom_mw": 0.0, "spatial_coordinates"'
        ': {"lat": 51.7, "lon": -0.9}, "licencearea": "Eastern Power Networks (EPN)"}, {"category": "Dema'
        'nd Headroom", "substation_name": "Lone Primary 11kV", "voltage_kv": "11", "sitefunctionallocatio'
        'n": "EPN-S3", "bulksupplypoint": "Lone Grid 132kV", "gridsupplypoint": "Faraway", "scenario": "C'
        'ounterfactual", "year": 2026, "headroom_mw": 4.8, "spatial_coordinates": {"lat": 51.72, "lon": -'
        '0.92}, "licencearea": "Eastern Power Networks (EPN)"}]}'
    ),
    "ukpn_b.csv": (
        "category,substation_name,voltage_kv,sitefunctionallocation,bulksupplypoint,gridsupplypoint,scena"
        "rio,year,headroom_mw,spatial_coordinates,licencearea\n"
        'Demand Headroom,Ford Primary 11kV,11,EPN-S2,MILL GRID,Weir,Counterfactual,2027-01-01,,"51.71, -0'
        '.91",Eastern Power Networks (EPN)\n'
        'Gen inverter headroom,Ford Primary 11kV,11,EPN-S2,MILL GRID,Weir,Counterfactual,never,N/A,"51.71'
        ', -0.91",Eastern Power Networks (EPN)\n'
        'Gen synch headroom,Ford Primary 11kV,11,EPN-S2,MILL GRID,Weir,Counterfactual,2027-01-01,x,"51.71'
        ', -0.91",Eastern Power Networks (EPN)\n'
        'Demand Headroom,Mill Grid 33kV,33,EPN-S1,Mill Grid 33kV,Weir,Counterfactual,never,-3,"51.70, -0.'
        '90",Eastern Power Networks (EPN)\n'
        'Demand Headroom,Lone Primary 11kV,11,EPN-S3,Lone Grid 132kV,Faraway,Counterfactual,2027-01-01,,"'
        '51.72, -0.92",Eastern Power Networks (EPN)\n'
        'Gen inverter headroom,Mill Grid 33kV,33,EPN-S1,Mill Grid 33kV,Weir,Counterfactual,2026,-3,"51.70'
        ', -0.90",Eastern Power Networks (EPN)\n'
        'Gen synch headroom,Ford Primary 11kV,11,EPN-S2,MILL GRID,Weir,Counterfactual,never,0,"51.71, -0.'
        '91",Eastern Power Networks (EPN)\n'
        "Demand Headroom,Lone Primary 11kV,11,EPN-S3,Lone Grid 132kV,Faraway,Counterfactual,2027-01-01,1."
        '5,"51.72, -0.92",Eastern Power Networks (EPN)\n'
        'Gen synch headroom,Ford Primary 11kV,11,EPN-S2,MILL GRID,Weir,Counterfactual,2027-01-01,-3,"51.7'
        '1, -0.91",Eastern Power Networks (EPN)\n'
        'Heat,Lone Primary 11kV,11,EPN-S3,Lone Grid 132kV,Faraway,Counterfactual,2026,x,"51.72, -0.92",Ea'
        "stern Power Networks (EPN)\n"
        'Gen synch headroom,Lone Primary 11kV,11,EPN-S3,Lone Grid 132kV,Faraway,Counterfactual,never,,"51'
        '.72, -0.92",Eastern Power Networks (EPN)\n'
        'Gen synch headroom,Mill Grid 33kV,33,EPN-S1,Mill Grid 33kV,Weir,Counterfactual,2026,N/A,"51.70, '
        '-0.90",Eastern Power Networks (EPN)\n'
    ),
    "ukpn_c.csv": (
        "category;substation_name;voltage_kv;sitefunctionallocation;bulksupplypoint;gridsupplypoint;scena"
        "rio;year;headroom_mw;spatial_coordinates;licencearea\n"
        "Demand Headroom;Ford Primary 11kV;11;EPN-S2;MILL GRID;Weir;Counterfactual;2026;4.8;51.71, -0.91;"
        "Eastern Power Networks (EPN)\n"
        "Demand Headroom;Ford Primary 11kV;11;EPN-S2;MILL GRID;Weir;Counterfactual;2031;-1.2;51.71, -0.91"
        ";Eastern Power Networks (EPN)\n"
        "Gen inverter headroom;Ford Primary 11kV;11;EPN-S2;MILL GRID;Weir;Counterfactual;2026;9.6;51.71, "
        "-0.91;Eastern Power Networks (EPN)\n"
        "Gen synch headroom;Ford Primary 11kV;11;EPN-S2;MILL GRID;Weir;Counterfactual;2026;2.5;51.71, -0."
        "91;Eastern Power Networks (EPN)\n"
        "Demand Headroom;Mill Grid 33kV;33;EPN-S1;Mill Grid 33kV;Weir;Electric Engagement;2026;0;51.70, -"
        "0.90;Eastern Power Networks (EPN)\n"
        "Demand Headroom;Lone Primary 11kV;11;EPN-S3;Lone Grid 132kV;Faraway;Counterfactual;2026;4.8;51.7"
        "2, -0.92;Eastern Power Networks (EPN)\n"
    ),
    "ukpn_d.csv": (
        "sitefunctionallocation,licencearea,sitename,sitetype,sitevoltage,easting,northing,transratingwin"
        "ter,transratingsummer,reversepower,maxdemandsummer,maxdemandwinter,local_authority,local_authori"
        "ty_code,spatial_coordinates\n"
        'EPN-S2,Eastern Power Networks (EPN),FORD 33/11KV,Primary Substation,33,475400,201800,"15.00, 15.'
        '00","12.00, 12.00",<100%,6.5,8.25,Toyshire,E07000179,"51.71, -0.91"\n'
        'EPN-S2,Eastern Power Networks (EPN),FORD 33/11KV,Primary Substation,33,475400,201800,"15.00, 15.'
        '00","12.00, 12.00",<100%,6.5,8.25,Toyshire,E07000179,"51.71, -0.91"\n'
        'EPN-S2,Eastern Power Networks (EPN),FORD 33/11KV,Switching Station,33,475400,201800,"15.00, 15.0'
        '0","12.00, 12.00",<100%,6.5,8.25,Toyshire,E07000179,"51.71, -0.91"\n'
        ',Eastern Power Networks (EPN),FORD 33/11KV,Primary Substation,33,475400,201800,"15.00, 15.00","1'
        '2.00, 12.00",<100%,6.5,8.25,Toyshire,E07000179,"51.71, -0.91"\n'
    ),
    "ukpn_e.csv": (
        "gridsupplypoint,substation,functional_location,season,maximum_demand_24_25_mw,maximum_demand_24_"
        "25_pf,firm_capacity_mw,minimum_load_scaling_factor\n"
        ",Ford,EPN-S2,Winter,7,0.96,9.6,\n"
        ",Far,EPN-S8,Winter,7,0.96,9.6,\n"
    ),
    "ukpn_f.csv": (
        "gridsupplypoint,substation,functional_location,season,maximum_demand_24_25_mw,maximum_demand_24_"
        "25_pf,firm_capacity_mw,minimum_load_scaling_factor\n"
        "Amersham,Ilmer Primary 11kV,EPN-S2,Summer,7.0,0.92,9.2,25.2%\n"
        "Amersham,Coldharbour 11kV,EPN-S4,Winter,4.2,0.96,14.4,\n"
        "Amersham,Coldharbour 11kV,EPN-S4,Summer,2.9,,11.5,28.8%\n"
        "Amersham,Ilmer Grid 33kV,EPN-S1,Summer,43.4,0.96,57.6,28.4%\n"
    ),
    "nged_map.json": (
        '{"success": true, "result": {"fields": [], "records": [{"Network Reference ID": "101", "Parent N'
        'etwork Reference ID": "9", "Substation Name": "Mill 132/33kV", "Substation Number": "870001", "A'
        'sset Type": "BSP", "Group": "Weir", "Upstream Voltage": "132", "Downstream Voltage": "33", "Lati'
        'tude": "52.00", "Longitude": "-1.30", "Fault Level Headroom": "", "Firm Capacity of Substation ('
        'MVA)": "90", "Reverse Power Capability (MVA)": "45", "Measured Peak Demand (MVA)": "61.5", "Dema'
        'nd Headroom (MVA)": "28.5", "Demand Headroom RAG": "Green", "Upstream Demand Headroom": "", "Ups'
        'tream Demand Headroom RAG": ""}, {"Network Reference ID": "102", "Parent Network Reference ID": '
        '"101", "Substation Name": "Ford 33/11kV", "Substation Number": "870002", "Asset Type": "Primary"'
        ', "Group": "Weir", "Upstream Voltage": "33", "Downstream Voltage": "11", "Latitude": "52.01", "L'
        'ongitude": "-1.31", "Fault Level Headroom": "12.5", "Firm Capacity of Substation (MVA)": "19.1",'
        ' "Reverse Power Capability (MVA)": "9.5", "Measured Peak Demand (MVA)": "21.3", "Demand Headroom'
        ' (MVA)": "-2.2", "Demand Headroom RAG": "RED", "Upstream Demand Headroom": "28.5", "Upstream Dem'
        'and Headroom RAG": "Green"}, {"Network Reference ID": "103", "Parent Network Reference ID": "101'
        '", "Substation Name": "Reed 33/11kV", "Substation Number": "870003", "Asset Type": "Primary", "G'
        'roup": "Weir", "Upstream Voltage": "33", "Downstream Voltage": "11", "Latitude": "52.02", "Longi'
        'tude": "-1.32", "Fault Level Headroom": "", "Firm Capacity of Substation (MVA)": "", "Reverse Po'
        'wer Capability (MVA)": "", "Measured Peak Demand (MVA)": "", "Demand Headroom (MVA)": "", "Deman'
        'd Headroom RAG": "", "Upstream Demand Headroom": "", "Upstream Demand Headroom RAG": ""}], "tota'
        'l": 1200}}'
    ),
    "nged_map.csv": (
        "Network Reference ID,Parent Network Reference ID,Substation Name,Substation Number,Asset Type,Gr"
        "oup,Upstream Voltage,Downstream Voltage,Latitude,Longitude,Fault Level Headroom,Firm Capacity of"
        " Substation (MVA),Reverse Power Capability (MVA),Measured Peak Demand (MVA),Demand Headroom (MVA"
        "),Demand Headroom RAG,Upstream Demand Headroom,Upstream Demand Headroom RAG\n"
        "2,,Ford 33/11kV,870002,GSP,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        ",1,Ford 33/11kV,870002,Primary,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        "1,9,Ford 33/11kV,870002,Primary,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        "3,9,Ford 33/11kV,870002,GSP,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        ",1,Ford 33/11kV,870002,GSP,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        "1,1,Ford 33/11kV,870002,?,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        ",2,Ford 33/11kV,870002,GSP,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
        "2,,Ford 33/11kV,870002,?,Weir,33,11,52.01,-1.31,12.5,19.1,9.5,21.3,-2.2,RED,28.5,Green\n"
    ),
    "ssen.csv": (
        "sep=,\n"
        "AssetID,GSP Grouping / Default Order,Map / License Area,Substation,Upstream GSP,Upstream BSP,Sub"
        "station Type,Voltage (kV),Location Latitude,Location Longitude,Grid Reference,Substation Comment"
        ",LTDS CIM Nodes,Transformer Nameplate Ratings,Single Transformer Site,Maximum Observed Gross Dem"
        "and (MVA),Minimum Observed Gross Demand (MVA),Contracted Demand Excl BESS (MVA),Contracted BESS "
        "Demand (MVA),Estimated Demand Headroom (MVA),Substation Demand RAG Status,Demand Constraint,TIA "
        "Threshold,Connected Generation (MW),Contracted Generation (MW),Technical Limits Agreed at GSP,Es"
        "timated Generation Headroom (MW),3-Phase Break Fault Rating (kA),3-Phase Break Fault Level (kA),"
        "Substation Generation RAG Status,Generation Constraint,Upstream Reinforcement Works,Upstream Rei"
        "nforcement Completion Date,Substation Reinforcement Works,Substation Reinforcement Completion Da"
        "te\n"
        "E - WEIR - 01,,England / SEPD,Weir GSP,N/A,N/A,GSP,400 / 132,51.75,-1.25,,,,2 x 240MVA,No,10.00,"
        "2.00,1.00,0.00,N/A,Red,,5MW,0.00,0.00,Yes,N/A,25.00,12.46,Red,Upstream Thermal Capacity,,,,\n"
        "E - WEIR - 02,,England / SEPD,Mill BSP,Weir GSP,N/A,BSP,132 / 33,51.75,-1.25,,,,2 x 45 / 90MVA,N"
        "o,10.00,2.00,1.00,0.00,6.67,Red,,5MW,0.00,0.00,Yes,0.00,25.00,12.46,Red,Upstream Thermal Capacit"
        "y,,,,\n"
        "E - WEIR - 03,,England / SEPD,Ford Primary,Weir GSP,Mill BSP,Primary,33 / 11,51.75,-1.25,,,,2 x "
        "7.5 / 15MVA,No,10.00,2.00,1.00,0.00,6.67,Red,,5MW,0.00,0.00,Yes,0.00,25.00,12.46,Red,Upstream Th"
        "ermal Capacity,,,,\n"
    ),
    "ssen_api.csv": (
        "_id,assetid,gsp_grouping___default_order,map___license_area,substation,upstream_gsp,upstream_bsp"
        ",substation_type,voltage__kv_,location_latitude,location_longitude,grid_reference,substation_com"
        "ment,ltds_cim_nodes,transformer_nameplate_ratings,single_transformer_site,maximum_observed_gross"
        "_demand__mva_,minimum_observed_gross_demand__mva_,contracted_demand_excl_bess__mva_,contracted_b"
        "ess_demand__mva_,estimated_demand_headroom__mva_,substation_demand_rag_status,demand_constraint,"
        "tia_threshold,connected_generation__mw_,contracted_generation__mw_,technical_limits_agreed_at_gs"
        "p,estimated_generation_headroom__mw_,unsafe_3_phase_break_fault_rating__ka_,unsafe_3_phase_break"
        "_fault_level__ka_,substation_generation_rag_status,generation_constraint,upstream_reinforcement_"
        "works,upstream_reinforcement_completion_date,substation_reinforcement_works,substation_reinforce"
        "ment_completion_date\n"
        "1,E - WEIR - 01,,England / SEPD,Weir GSP,N/A,N/A,GSP,400 / 132,51.75,-1.25,,,,2 x 240MVA,No,10.0"
        "0,2.00,1.00,0.00,N/A,Red,,5MW,0.00,0.00,Yes,N/A,25.00,12.46,Red,Upstream Thermal Capacity,,,,\n"
        "2,E - WEIR - 02,,England / SEPD,Mill BSP,Weir GSP,N/A,BSP,132 / 33,51.75,-1.25,,,,2 x 45 / 90MVA"
        ",No,10.00,2.00,1.00,0.00,6.67,Red,,5MW,0.00,0.00,Yes,0.00,25.00,12.46,Red,Upstream Thermal Capac"
        "ity,,,,\n"
        "2,E - WEIR - 03,,England / SEPD,Ford Primary,Weir GSP,Mill BSP,Primary,33 / 11,51.75,-1.25,,,,2 "
        "x 7.5 / 15MVA,No,10.00,2.00,1.00,0.00,6.67,Red,,5MW,0.00,0.00,Yes,0.00,25.00,12.46,Red,Upstream "
        "Thermal Capacity,,,,\n"
    ),
    "npg_a.csv": (
        "name;type;pvoltage;genhr;demhr;gentot;genconstraint;demconstraint;upstreamname;gsp_name;substati"
        "on_location;worst_case_constraint_gen_colour;worst_case_constraint_dem_colour\n"
        "Mill;Primary;11;0;3.5;1.2;Upstream;;Weir BSP;Lock;53.8, -1.5;Red;Green\n"
        "Ford;Primary;11;4.8;0;;;Upstream Thermal;Weir BSP;Lock;53.8, -1.5;;Amber\n"
        "Weir BSP;BSP;33;9.6;0;;;Substation;Lock;Lock;53.8, -1.5;Green;Red\n"
        "Mill;GSP;132;1;1;;;;;Mill;53.8, -1.5;;\n"
        "Lone;Primary;11;1;1;;;;;Lock;53.8, -1.5;;\n"
    ),
    "npg_b.csv": (
        "licence_area,substation_name,voltage_kv,bsp_group,gsp_group,bulk_supply_point_or_primary,scenari"
        "o_name,generation_headroom_capacity_mw_2026,generation_headroom_capacity_mw_2050,geo_point_2d\n"
        'NPgY,Mill,11,Weir BSP,Lock,Primary,NPg Best View,4.8,-0.96,"53.8, -1.5"\n'
        'NPgY,Mill,11,Weir BSP,Lock,Primary,,1,,"53.8, -1.5"\n'
        'NPgY,Lone,11,,Lock,Primary,NPg Best View,1,1,"53.8, -1.5"\n'
        'NPgY,Mill,11,,Lock,BSP,NPg Best View,1,1,"53.8, -1.5"\n'
    ),
    "npg_c.csv": (
        "name,type,pvoltage,genhr,demhr,gentot,genconstraint,demconstraint,upstreamname,gsp_name,substati"
        "on_location,worst_case_constraint_gen_colour,worst_case_constraint_dem_colour\n"
        'Mill,Primary,11,0,3.5,1.2,Upstream,,Weir BSP,Lock,"53.8, -1.5",Red,Green\n'
        'Ford,Primary,11,4.8,0,,,Upstream Thermal,Weir BSP,Lock,"53.8, -1.5",,Amber\n'
        'Weir BSP,BSP,33,9.6,0,,,Substation,Lock,Lock,"53.8, -1.5",Green,Red\n'
    ),
    "spen.csv": (
        "Substation Group,Voltage,GSP,Scenario,DFES Year,Headroom (MW),Headroom Type\nMill,33,Lock,BV,2022,4.8,Demand\n"
    ),
    "enwl.csv": (
        "pry_number;bsp_number;gsp_number;class;voltage_mw;dem_hr_firm_mw;dem_hr_non_firm_mw;gen_hr_inver"
        "ter_mw;gen_hr_lv_synchronous_mw;gen_hr_hv_synchronous_mw;batt_storage_hr_mw;geo_point_2d\n"
        "100126;;;;11;1;1;1;;;;53.6, -2.4\n"
        ";200;9;Indoor;11;4.8;7.5;0;;2;1;53.6, -2.4\n"
        "100123;200;9;Indoor;11;4.8;7.5;0;;2;1;53.6, -2.4\n"
        "100123;200;9;Indoor;11;4.8;7.5;0;;2;1;53.6, -2.4\n"
        "100123;200;9;Indoor;11;9;7.5;0;;2;1;53.6, -2.4\n"
        "100127;;;;11;1;1;1;;;;53.6, -2.4\n"
    ),
    "fes_heat.csv": (
        "fes,scenario,measure,lad19cd,2020,2025,2030\n"
        "FES22,CT,ASHP,E07000001,1,2,3\n"
        "FES22,CT,ASHP,E07000001,1,2,3\n"
        "FES22,CT,GSHP,Oxford,1,2,3\n"
        "FES22,CT,Total,E07000001,1,many,3\n"
        "FES22,CT,DH,E07000001,1,-2,3\n"
        "FES22,CT,Oil_boiler,E07000001,1,inf,3\n"
    ),
    "fes_peaks.csv": (
        "fes,scenario,gsp,2021,2022,2025\n"
        "FES22,CT,COWL_1;ECLA_H,610.5,612,640\n"
        "FES22,FS,MITY_1,180,,190.25\n"
        "FES22,LW,,1,2,3\n"
    ),
    "CT-building-block-Lct_BB001.csv": (
        "GSP,2021,2022,2030\nCOWL_1,1200,1500.5,90000\nECLA_1,,20,300\nDirect(COWL_1),0,0,0\n"
    ),
    "neso_areas.geojson": (
        '{"type":"FeatureCollection","features":[\n'
        '{"type":"Feature","properties":{"ID":17,"Name":"_H","LongName":"SSE (South)"},\n'
        '"geometry":{"type":"Polygon","coordinates":[[[-1.3,51.7],[-1.2,51.7],[-1.2,51.8],[-1.3,51.7]]]}}'
        "]}\n"
    ),
    "neso_gsps.geojson": (
        '{"type":"FeatureCollection","features":[\n'
        '{"type":"Feature","properties":{"GSP":"COWL_1;ECLA_H"},\n'
        '"geometry":{"type":"Polygon","coordinates":[[[-1.3,51.7],[-1.2,51.7],[-1.2,51.8],[-1.3,51.7]]]}}'
        "]}\n"
    ),
}

_NGED = "Associated GSP Group|Bulk Supply Point|Substation|Supply Level|Voltage Level (kV)|Latitude|Longitude|Scenario"
_SITE = ["Feckenham", "Banbury BSP", "Epwell", "Primary", "33/11", -1.48, 52.06]
_POOR = ["Number of households in fuel poverty", "Proportion of households fuel poor (%)"]
_FUELS = ["Petroleum: \r\nCommercial", "Bioenergy \r\nand wastes:\r\nDomestic", "All fuels:\r\nTotal"]
_BOOKS = {
    "nged.xlsx": {
        "Demand headroom": [
            [*_NGED.split("|"), "Units", 0, 2022, 2023, 2030],
            [*_SITE, "WPD Best View", "Thermal headroom (MW)", 5.5, 4.5, 4, -1.25],
            [*_SITE, "Leading the Way", "Thermal headroom (MW)", 5.5, 4.5, "", "n/a"],
        ],
        "Generation headroom": [
            [*_NGED.split("|"), "Units", "Limiting constraint", 0, 2022, 2023, 2030],
            [*_SITE, "WPD Best View", "Thermal headroom (MW)", "Fault level", 5.5, 4.5, 4, 0],
        ],
    },
    "fuel_poverty.xlsx": {
        "Contents": [["nothing"]],
        "Table 4": [
            ["Table 4: Fuel poverty by LSOA, 2024 [note 1]"],
            [""],
            ["LSOA Code", "LSOA Name", "Local Authority Code", "Number of households", *_POOR],
            ["E01000001", "Ash 001A", "E07000001", 200, 30, 15.0],
            ["E01000002", "Ash 001B", "E07000001", 100, 120, "[x]"],
            ["Note A: with caution"],
        ],
    },
    "energy_districts.xlsx": {
        "2022": [
            ["Sub-national total final energy consumption, ktoe. Manufactured fuels"],
            [""],
            ["Code", "Country or region", "Local authority", "Notes", "Coal:\r\nIndustrial\r\n[note 2]", *_FUELS],
            ["E07000001", "South East", "Ash", "", 1.0, 2.0, "[x]", 3.0],
        ],
    },
    "best_view.xlsx": {
        "SEPD Demand headroom": [
            ["Substation", "Supply Level", "Scenario", 2022],
            ["MILL", "Primary", "Best View", 4.736418513182052],
            ["FORD ", "Primary", "Best View", -1],
        ],
        "SPD Demand headroom": [["Substation", "Supply Level", "Scenario", 2022], [], ["MILL", "Primary", "Best View"]],
        "SEPD Calculation": [["spare capacity", "", 10], ["capacity range", 2022]],
    },
}

SAMPLES: dict[str, bytes] = {**PLACES, **{name: text.encode() for name, text in _TEXTS.items()}}
SAMPLES |= {name: workbook(sheets) for name, sheets in _BOOKS.items()}
"""By file name. A module tests/test_readers_*.py may hold more under the same name: those are spoilt too."""
