"""Small invented files of areas, buildings, vehicles, chargers and land; `samples` holds them all."""

import base64

_TEXTS = {
    "census.csv": (
        '"date","geography","geography code","Rural Urban","Central Heating: All categories: Type of cent'
        'ral heating in household; measures: Value","Central Heating: Does not have central heating; meas'
        'ures: Value","Central Heating: Occupancy rating (rooms) of -1 or less; measures: Value","Central'
        ' Heating: Average household size; measures: Value"\n'
        '"2011","Ash 001A","E01000001","Total",100,4,9,2.5\n'
        '"E01000002","[c]","nan"\n'
        '"-1","-1","","=1","1900","-1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","1,234","NA"\n'
        '"E01000002","NA","E01000002","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","nan","1900","NA","NA"\n'
        '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxx","1900","1,234","[c]","NA","1,234","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","NA","1,234"\n'
    ),
    "census_b.csv": (
        '"date","geography","geography code","Rural Urban","Central Heating: All categories: Type of cent'
        'ral heating in household; measures: Value","Central Heating: Does not have central heating; meas'
        'ures: Value","Central Heating: Occupancy rating (rooms) of -1 or less; measures: Value","Central'
        ' Heating: Average household size; measures: Value"\n'
        '"2011","Ash 001A","E01000001","Total",100,4,9,2.5\n'
        '"2２"\n'
        '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxx","1e999","1900","=1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","E01000002","1,234","1e999","2２"\n'
        '"1,234","[c]","2２"\n'
        '"nan","2２","1,234"\n'
    ),
    "charging_tables.csv": (
        "geography_code_LA22CD,workplace-2023-04,home-2022,public-2023-04,total\n"
        "E07000178,69,97,148.0,314.0\n"
        "E06000005,103,105,[c],281.0\n"
        "E07000179,1,1,1,9\n"
        "none,1,1,1,3\n"
    ),
    "council_tax.csv": (
        "geography,ba_code,ecode,area_name,band,bp_pre_1900,bp_2000_2008,bp_2009,bp_2025,bp_unkw,all_prop"
        "erties\n"
        "LSOA,1,E01000001,Ash 001A,All,10,20,0,10,0,30\n"
        '"[c]","E01000002","2２"\n'
        '"=1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxx","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","[c]","-1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","1e999"\n'
        '"1e999","nan","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxx","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","-1","","[c]","\t","nan","-1","xxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","xxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxx"\n'
        '"1900"\n'
    ),
    "council_tax_b.csv": (
        "geography,ba_code,ecode,area_name,band,bungalow_1,flat_mais_total,annexe,all_properties\n"
        "LAUA,1,E07000001,Ash,All,10,20,-,30\n"
    ),
    "dft_vehicles_a.csv": (
        "LSOA21CD,LSOA21NM,BodyType,Keepership,LicenceStatus,2025 Q4,2025 Q3\n"
        "E01028513,Oxford 001A,Cars,Private,Licensed,120,118\n"
        "E01028513,Oxford 001A,Cars,Private,SORN,7,8\n"
        "E01028513,Oxford 001A,Motorcycles,Private,Licensed,9,9\n"
        "E01028514,Oxford 001B,Cars,Company,Licensed,[c],[x]\n"
        "Miscellaneous,Miscellaneous,Cars,Private,Licensed,1,1\n"
    ),
    "dft_vehicles_b.csv": (
        "LSOA11CD,LSOA11NM,Fuel,Keepership,2023 Q4\n"
        "E01028513,O,BATTERY ELECTRIC,PRIVATE,12\n"
        "E01028513,O,Total,Total,20\n"
    ),
    "energy_areas.csv": (
        "Local Authority Name,Local Authority Code,MSOA Name,Middle Layer Super Output Area (MSOA) Code, "
        "Number of meters , Consumption (kWh) , Mean consumption (kWh per meter) , Median consumption (kW"
        "h per meter) \n"
        'Ash,E07000001,Ash 001,E02000001,100,"1,500,000",15000,4000\n'
        "Ash,E07000001,Half-Hourly,Half-Hourly,8,9000000,1,1\n"
        "Unallocated,Unallocated,Half-Hourly,Half-Hourly,1,5,5,5\n"
    ),
    "energy_areas_b.csv": (
        "Local Authority Name,Local Authority Code,MSOA Name,Middle Layer Super Output Area (MSOA) Code, "
        "Number of meters , Consumption (kWh) , Mean consumption (kWh per meter) , Median consumption (kW"
        "h per meter) \n"
        "Ash,E07000001,Ash 001,E02000001,3000,9000000,3000,3000\n"
        '"1900","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxx","E01000002","[c]","[c]"\n'
        '"1,234","2２","nan","1,234","NA"\n'
        '"","\t","1900","=1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","nan","1e999"\n'
        '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxx","1900","NA","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","1,234","1e999","1900","xxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n'
    ),
    "evaluator.csv": (
        "msoa11cd,Representative ULEVs\nE02000001,0.320\nS02000001,8\nL99999999,3\nE02000001,9\n,1\nE02000002,many\n"
    ),
    "evaluator_b.csv": (
        "MSOA11CD,Representative Charging Devices\n"
        "E02000001,0.320\n"
        "S02000001,8\n"
        "L99999999,3\n"
        "E02000001,9\n"
        ",1\n"
        "E02000002,many\n"
    ),
    "ghg.csv": (
        "Country,Country Code,Region,Region Code,Second Tier Authority,Local Authority,Local Authority Co"
        "de,Calendar Year,LA GHG Sector,LA GHG Sub-sector,Greenhouse gas,Territorial emissions (kt CO2e),"
        "CO2 emissions within the scope of influence of LAs (kt CO2e),Mid-year Population (thousands),Are"
        "a (km2)\n"
        "E,E92000001,N,E12000001,X,Ash,E07000001,2022,Transport,Road Transport (A roads),CO2,12.5,10,90.5"
        ",93\n"
        "E,E92000001,N,E12000001,X,Ash,E07000001,2022,LULUCF Net Emissions,Net Emissions: Forest land,CO2"
        ",-3,-2,90.5,93\n"
    ),
    "ghg_b.csv": (
        "Country,Country Code,Region,Region Code,Second Tier Authority,Local Authority,Local Authority Co"
        "de,Calendar Year,LA GHG Sector,LA GHG Sub-sector,Greenhouse gas,Territorial emissions (kt CO2e),"
        "CO2 emissions within the scope of influence of LAs (kt CO2),Mid-year Population (thousands),Area"
        " (km2)\n"
        "E,E92000001,N,E12000001,X,Ash,E07000001,2022,Transport,Road,CO2,12.5,10,90.5,93\n"
        '""\n'
    ),
    "la_points.csv": (
        "area_code,area_name,name,operator,type,turbines,capacity,address,county,lon,lat\n"
        "E07000001,Ash,Hill,A,Wind Onshore,5,1.3,a,b,-1.3,51.7\n"
        "E07000001,Ash,Dale,A,Wind Onshore,2,NA,a,b,-1.3,51.7\n"
        "E07000001,Ash,Sea,A,Wind Onshore,2,3,a,b,51.7,-1.3\n"
        "E07000001,Ash,Odd,A,Wind Onshore,many,3,a,b,-1.3,51.7\n"
    ),
    "la_points_b.csv": (
        "area_code,area_name,name,operator,type,turbines,capacity,address,county,lon,lat\n"
        "E07000001,Ash,Hill,A,Wind Onshore,5,1.3,a,b,-1.3,51.7\n"
        '"NA","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxx","\t","=1","1,234","1900","nan","[c]","[c]","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n'
        '"1,234","","-1","nan","2２","=1","NA","-1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","E01000002","nan","\t"\n'
        '"","-1","2２","1e999","1900"\n'
        '"[c]","2２","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxx","2２","[c]"\n'
    ),
    "la_statistics.csv": (
        "area_code,area_name,indicator,period,measure,unit,value,group\n"
        "E07000001,Ash,Domestic energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (kto"
        "e),2,Gas\n"
        "E07000001,Ash,Domestic energy consumption,2022,Energy,Gigawatt hours (GWh),3,Gas\n"
        "E07000001,Ash,Domestic energy consumption,2021,Energy,Therms,4,Gas\n"
        "E07000001,Ash,Domestic energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (kto"
        "e),NA,Coal\n"
        "E07000001,Ash,Domestic energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (kto"
        "e),-5,Electricity\n"
        "E07000001,Ash,Domestic energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (kto"
        "e),9,Gas\n"
        "K02000001,UK,Domestic energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (ktoe"
        "),9,Gas\n"
    ),
    "land_layers.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"ALC_GRADE": "Inf"'
        ', "GEOGEXT": null, "GlobalID": "\\u00f6\\uda19\\udd54wM"}, "geometry": {"type": "Polygon", "coordin'
        'ates": [[[-1.2765246538846131, 51.69651991924423], [-1.2765103225631942, 51.69741896354206], [-1'
        ".2779570827298894, 51.69742786062413], [-1.277971385388584, 51.69652881604108], [-1.276524653884"
        '6131, 51.69651991924423]]]}}, {"type": "Feature", "properties": {"ALC_GRADE": null, "GEOGEXT": "'
        '*\\ud8cd\\udcd9M\\uda54\\udc2b\\ud93c\\udc32\\u0005\\ub297\\uda61\\udc1f", "GlobalID": "\\u009fN\\u00e6\\u00e'
        'e"}, "geometry": {"type": "Polygon", "coordinates": [[[-1.2765246538846131, 51.69651991924423], '
        "[-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51.69742786062413], [-1.27797138"
        '5388584, 51.69652881604108], [-1.2765246538846131, 51.69651991924423]]]}}, {"type": "Feature", "'
        'properties": {"ALC_GRADE": "3B\\uda3a\\ude95\\u0015J\\ud9ce\\ude34\\uda33\\udc4d\\u00ff", "GEOGEXT": -3.'
        '3924065389995044e+16, "GlobalID": "`\\t\\ud881\\udcd5"}, "geometry": {"type": "Polygon", "coordinat'
        'es": [[[-1.2765246538846131, 51.69651991924423], [-1.2765103225631942, 51.69741896354206], [-1.2'
        "779570827298894, 51.69742786062413], [-1.277971385388584, 51.69652881604108], [-1.27652465388461"
        '31, 51.69651991924423]]]}}, {"type": "Feature", "properties": {"ALC_GRADE": [-3547072], "GEOGEXT'
        '": "\\u00cax", "GlobalID": true}, "geometry": {"type": "Polygon", "coordinates": [[[-1.2765246538'
        "846131, 51.69651991924423], [-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51.6"
        "9742786062413], [-1.277971385388584, 51.69652881604108], [-1.2765246538846131, 51.69651991924423"
        ']]]}}, {"type": "Feature", "properties": {"ALC_GRADE": false, "GEOGEXT": 101210, "GlobalID": -55'
        '95}, "geometry": {"type": "Polygon", "coordinates": [[[-1.2765246538846131, 51.69651991924423], '
        "[-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51.69742786062413], [-1.27797138"
        "5388584, 51.69652881604108], [-1.2765246538846131, 51.69651991924423]]]}}]}"
    ),
    "land_layers_b.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"ALC_GRADE": "", "'
        'GEOGEXT": null, "GlobalID": true}, "geometry": {"type": "Polygon", "coordinates": [[[-1.27652465'
        "38846131, 51.69651991924423], [-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51"
        ".69742786062413], [-1.277971385388584, 51.69652881604108], [-1.2765246538846131, 51.696519919244"
        '23]]]}}, {"type": "Feature", "properties": {"ALC_GRADE": null, "GEOGEXT": [-130, 14890449879], "'
        'GlobalID": 2.934214339938974e+63}, "geometry": {"type": "Polygon", "coordinates": [[[-1.27652465'
        "38846131, 51.69651991924423], [-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51"
        ".69742786062413], [-1.277971385388584, 51.69652881604108], [-1.2765246538846131, 51.696519919244"
        '23]]]}}, {"type": "Feature", "properties": {"ALC_GRADE": null, "GEOGEXT": null, "GlobalID": -6.6'
        '23869589236217e+16}, "geometry": {"type": "Polygon", "coordinates": [[[-1.2765246538846131, 51.6'
        "9651991924423], [-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51.6974278606241"
        '3], [-1.277971385388584, 51.69652881604108], [-1.2765246538846131, 51.69651991924423]]]}}, {"typ'
        'e": "Feature", "properties": {"ALC_GRADE": false, "GEOGEXT": 25650, "GlobalID": 37521419}, "geom'
        'etry": {"type": "Polygon", "coordinates": [[[-1.2765246538846131, 51.69651991924423], [-1.276510'
        "3225631942, 51.69741896354206], [-1.2779570827298894, 51.69742786062413], [-1.277971385388584, 5"
        '1.69652881604108], [-1.2765246538846131, 51.69651991924423]]]}}, {"type": "Feature", "properties'
        '": {"ALC_GRADE": "\\u00bc", "GEOGEXT": -2.0819488003553855e-141, "GlobalID": 5.283813813454846e-2'
        '37}, "geometry": {"type": "Polygon", "coordinates": [[[-1.2765246538846131, 51.69651991924423], '
        "[-1.2765103225631942, 51.69741896354206], [-1.2779570827298894, 51.69742786062413], [-1.27797138"
        "5388584, 51.69652881604108], [-1.2765246538846131, 51.69651991924423]]]}}]}"
    ),
    "ncr.csv": (
        "chargeDeviceID,reference,name,latitude,longitude,chargeDeviceStatus\n"
        "1,,,51.75,-1.25,In service\n"
        "2,,,-1.25,51.75,In service\n"
        "3,,,51.75,2.9,In service\n"
        "4,,,-25.3639,131.0449,In service\n"
        "5,,,0,0,In service\n"
        "6,,,51.75,-999.999999,In service\n"
        "7,,,,0,Type 2 Mennekes (IEC62196)\n"
        "8,,,nan,inf,In service\n"
        "9,,,51.75,-1.25,Asleep\n"
        "1,,,51.76,-1.26,Planned\n"
        "10,,,51.76,-1.26,Planned\n"
    ),
    "ncr_b.csv": (
        "chargeDeviceID,reference,name,latitude,longitude,street,town,postcode,deviceOwnerName,deviceOwne"
        "rTelephoneNo,deviceOwnerContactName,deviceControllerName,chargeDeviceStatus,publishStatus,dateCr"
        "eated,dateUpdated,dateDeleted,lastUpdatedBy,accessRestrictionFlag,accessRestrictionDetails,onStr"
        "eetFlag,locationType,connector1ID,connector1Type,connector1RatedOutputKW,connector1OutputCurrent"
        ",connector1RatedVoltage,connector1ChargeMethod,connector1Status,connector2ID,connector2Type,conn"
        "ector2RatedOutputKW,connector2OutputCurrent,connector2RatedVoltage,connector2ChargeMethod,connec"
        "tor2Status\n"
        'aa01,,"Mill Lane\n'
        'Car Park",51.75,-1.25,,,ox1 1aa,,01632 960001,Ada Bloggs,Volts Ltd,In service,Published,2020-05-'
        "04 10:33:46,04/06/2021 00:00,n/a,Bob Hidden,0,,,Public car park,,Type 2 Mennekes (IEC62196),2200"
        "0,,,Single Phase AC,,,,50.0,,,DC,\n"
        'b,,"Mill Lane\n'
        'Car Park",51.75,-1.25,,,ox1 1aa,,01632 960001,Ada Bloggs,Volts Ltd,In service,Published,2020-05-'
        "04 10:33:46,04/06/2021 00:00,n/a,Bob Hidden,0,,,Public car park,,Type 2 Mennekes (IEC62196),7000"
        "000000,,,Single Phase AC,,,,50.0,,,DC,\n"
        'c,,"Mill Lane\n'
        'Car Park",51.75,-1.25,,,ox1 1aa,,01632 960001,Ada Bloggs,Volts Ltd,In service,Published,2020-05-'
        "04 10:33:46,04/06/2021 00:00,n/a,Bob Hidden,0,,,Public car park,,Type 2 Mennekes (IEC62196),,32,"
        "400,Three Phase AC,,,,50.0,,,DC,\n"
    ),
    "ncr.json": (
        '{"Scheme": {}, "ChargeDevice": [{"ChargeDeviceId": "aa01", "ChargeDeviceName": "Mill Lane\\nCar P'
        'ark", "ChargeDeviceLocation": {"Latitude": "51.75", "Longitude": "-1.25", "Address": {"PostCode"'
        ': "ox1 1aa"}}, "Connector": [{"ConnectorType": "Type 2 Mennekes (IEC62196)", "RatedOutputkW": "7'
        '.0", "ChargeMethod": "Single Phase AC"}, {"ConnectorType": "JEVS G105 (CHAdeMO) DC", "RatedOutpu'
        'tkW": "50.0", "ChargeMethod": "DC"}], "DeviceController": {"OrganisationName": "Volts Ltd", "Tel'
        'ephoneNo": "01632 960001"}, "ChargeDeviceStatus": "In service", "PublishStatus": "Published", "D'
        'ateCreated": "2020-05-04 10:33:46", "DateUpdated": "2021-06-04", "DateDeleted": "n/a", "AccessRe'
        'strictionFlag": false, "LocationType": "Public car park"}]}'
    ),
    "ocm.json": (
        '[{"ID": 1, "UUID": "U1", "OperatorID": 3, "UsageTypeID": 4, "StatusTypeID": 50, "AddressInfo": {'
        '"Title": "Mill Lane", "Postcode": "OX1 1AA", "Latitude": 51.75, "Longitude": -1.25, "ContactTele'
        'phone1": "01632 960001"}, "Connections": [{"ConnectionTypeID": 25, "StatusTypeID": 50, "LevelID"'
        ': 2, "Amps": 32, "Voltage": 400, "PowerKW": 22, "CurrentTypeID": 20, "Quantity": 2, "Comments": '
        '"ring Ada Bloggs"}], "NumberOfPoints": 2, "DateCreated": "2018-02-26T19:12:00Z", "DateLastStatus'
        'Update": "2023-01-03T06:22:00Z", "UserComments": [{"UserName": "Bob Hidden", "Comment": "broken"'
        '}]}, {"ID": 2, "UUID": "U2", "OperatorID": 3, "UsageTypeID": 4, "StatusTypeID": 50, "AddressInfo'
        '": {"Title": "Mill Lane", "Postcode": "OX1 1AA", "Latitude": 51.75, "Longitude": -1.25, "Contact'
        'Telephone1": "01632 960001"}, "Connections": [{"ConnectionTypeID": 25, "StatusTypeID": 50, "Leve'
        'lID": 2, "Amps": 32, "Voltage": 400, "PowerKW": 22, "CurrentTypeID": 20, "Quantity": 2, "Comment'
        's": "ring Ada Bloggs"}], "NumberOfPoints": 2, "DateCreated": "2018-02-26T19:12:00Z", "DateLastSt'
        'atusUpdate": "2023-01-03T06:22:00Z", "UserComments": [{"UserName": "Bob Hidden", "Comment": "bro'
        'ken"}]}, {"ID": 3, "UUID": "U3", "OperatorID": 3, "UsageTypeID": 4, "StatusTypeID": 50, "Address'
        'Info": {"Title": "Mill Lane", "Postcode": "OX1 1AA", "Latitude": 51.75, "Longitude": -1.25, "Con'
        'tactTelephone1": "01632 960001"}, "Connections": [{"ConnectionTypeID": 25, "StatusTypeID": 50, "'
        'LevelID": 2, "Amps": 32, "Voltage": 400, "PowerKW": 22, "CurrentTypeID": 20, "Quantity": 2, "Com'
        'ments": "ring Ada Bloggs"}], "NumberOfPoints": 2, "DateCreated": "2018-02-26T19:12:00Z", "DateLa'
        'stStatusUpdate": "2023-01-03T06:22:00Z", "UserComments": [{"UserName": "Bob Hidden", "Comment": '
        '"broken"}]}]'
    ),
    "ocpi.json": (
        '{"data": [{"country_code": "GB", "party_id": "VLT", "id": "L1", "publish": true, "name": "Mill L'
        'ane", "address": "1 Mill Lane", "city": "Oxford", "postal_code": "OX1 1AA", "country": "GBR", "c'
        'oordinates": {"latitude": "51.750000", "longitude": "-1.250000"}, "parking_type": "ON_STREET", "'
        'operator": {"name": "Volts Ltd", "website": "https://example.org"}, "time_zone": "Europe/London"'
        ', "last_updated": "2026-01-01T00:00:00Z", "evses": [{"uid": "E1", "status": "AVAILABLE", "connec'
        'tors": [{"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_1_PHASE", '
        '"max_voltage": 230, "max_amperage": 32, "last_updated": "2026-01-01T00:00:00Z", "max_electric_po'
        'wer": 22}], "last_updated": "2026-03-04T05:06:07Z"}, {"uid": "E2", "status": "AVAILABLE", "conne'
        'ctors": [{"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_1_PHASE",'
        ' "max_voltage": 230, "max_amperage": 32, "last_updated": "2026-01-01T00:00:00Z", "max_electric_p'
        'ower": -5}], "last_updated": "2026-03-04T05:06:07Z"}]}, {"country_code": "GB", "party_id": "VLT"'
        ', "id": "L2", "publish": true, "name": "Mill Lane", "address": "1 Mill Lane", "city": "Oxford", '
        '"postal_code": "OX1 1AA", "country": "GBR", "coordinates": {"latitude": "51.750000", "longitude"'
        ': "-1.250000"}, "parking_type": "ON_STREET", "operator": {"name": "Volts Ltd", "website": "https'
        '://example.org"}, "time_zone": "Europe/London", "last_updated": "2026-01-01T00:00:00Z", "evses":'
        ' [{"uid": "E1", "status": "AVAILABLE", "connectors": [{"id": "1", "standard": "IEC_62196_T2", "f'
        'ormat": "SOCKET", "power_type": "AC_3_PHASE", "max_voltage": 400, "max_amperage": 32, "last_upda'
        'ted": "2026-01-01T00:00:00Z"}], "last_updated": "2026-03-04T05:06:07Z"}]}], "status_code": 1000,'
        ' "status_message": "Success", "timestamp": "2026-05-06T07:08:09Z"}'
    ),
    "ons_boundaries.geojson": (
        '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EP'
        'SG::27700"}}, "features": [{"type": "Feature", "properties": {"LAD22CD": "E07000001", "LAD22NM":'
        ' "Ash"}, "geometry": {"type": "Polygon", "coordinates": [[[455000.0, 200000.0], [455000.0, 21100'
        "0.0], [448000.0, 211000.0], [448000.0, 200000.0], [455000.0, 200000.0]]]}}]}"
    ),
    "ons_lookups.csv": (
        "WD21CD,WD21NM,LAD21CD,LAD21NM,CTY21CD,CTY21NM,RGN21CD,RGN21NM,CTRY21CD,CTRY21NM,OBJECTID\n"
        "E05000001,N,E07000001,Ash,E10000025,O,E12000008,SE,E92000001,England,0\n"
        "E05000002,S,E06000001,Elm,,,E12000008,SE,E92000001,England,1\n"
        "W05000001,V,W06000024,M,W99999999,(pseudo),W99999999,,W92000004,Wales,2\n"
    ),
    "osm.geojson": (
        '{"version": 0.6, "generator": "Overpass API", "elements": [{"type": "node", "id": 1, "lon": -1.2'
        '5, "lat": 51.75}, {"type": "node", "id": 2, "lon": -1.249, "lat": 51.75}, {"type": "node", "id":'
        ' 3, "lon": -1.249, "lat": 51.751}, {"type": "node", "id": 9, "lat": 51.75, "lon": -1.25, "tags":'
        ' {"amenity": "charging_station"}}, {"type": "way", "id": 4, "nodes": [1, 2, 3, 1], "tags": {"ame'
        'nity": "parking"}}, {"type": "way", "id": 5, "center": {"lat": 51.75, "lon": -1.25}, "tags": {"a'
        'menity": "parking"}}, {"type": "relation", "id": 6, "bounds": {"minlat": 51.75, "minlon": -1.25,'
        ' "maxlat": 51.75, "maxlon": -1.25}, "tags": {"shop": "supermarket"}}, {"type": "way", "id": 7, "'
        'nodes": [88, 89], "tags": {"amenity": "parking"}}, {"type": "way", "id": 8, "geometry": [{"lat":'
        ' 51.75, "lon": -1.25}, {"lat": 51.75, "lon": -1.249}, {"lat": 51.751, "lon": -1.249}, {"lat": 51'
        '.75, "lon": -1.25}], "tags": {"amenity": "parking"}}]}'
    ),
    "osm_b.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"osm_id": "1", "am'
        'enity": "parking"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}, {"type": "Fea'
        'ture", "properties": {"osm_id": "2", "amenity": "post_box"}, "geometry": {"type": "Point", "coor'
        'dinates": [-1.25, 51.75]}}, {"type": "Feature", "properties": {"osm_id": "3", "amenity": "parkin'
        'g_entrance"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}, {"type": "Feature",'
        ' "properties": {"osm_id": "4", "amenity": "parking_space"}, "geometry": {"type": "Point", "coord'
        'inates": [-1.25, 51.75]}}, {"type": "Feature", "properties": {"osm_id": "5", "man_made": "charge'
        '_point"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}, {"type": "Feature", "pr'
        'operties": {"osm_id": "6", "disused:amenity": "charging_station"}, "geometry": {"type": "Point",'
        ' "coordinates": [-1.25, 51.75]}}, {"type": "Feature", "properties": {"osm_id": "7", "amenity": "'
        'charging_station", "bicycle": "yes"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75'
        ']}}, {"type": "Feature", "properties": {"osm_id": "8", "shop": "supermarket"}, "geometry": {"typ'
        'e": "Point", "coordinates": [-1.25, 51.75]}}, {"type": "Feature", "properties": {"osm_id": "9", '
        '"building": "warehouse"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}, {"type"'
        ': "Feature", "properties": {"osm_id": "10", "building": "warehouse", "name": "Big Distribution C'
        'entre"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}, {"type": "Feature", "pro'
        'perties": {"osm_id": "11"}, "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]}}]}'
    ),
    "repd.csv": (
        "Old Ref ID,Ref ID,Record Last Updated (dd/mm/yyyy),Operator (or Applicant),Site Name,Technology "
        "Type,Storage Type,Storage Co-location REPD Ref ID,Installed Capacity (MWelec),CHP Enabled,Turbin"
        "e Capacity (MW),No. of Turbines,Height of Turbines (m),Mounting Type for Solar,Development Statu"
        "s,Development Status (short),Are they re-applying (Old REPD Ref) ,County,Country,X-coordinate,Y-"
        "coordinate,Planning Authority,Planning Application Reference,Planning Application Submitted,Plan"
        "ning Permission Granted,Under Construction,Operational,Solar Site Area (sqm)\n"
        ",101,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,49.90,,,,,Ground ,,Awaiting C"
        "onstruction,,Muddleshire,England,450000,200000,Muddleford,,,01/02/2024,,,\n"
        ",101,12/06/2024,Sunny Fields Ltd,again,Solar Photovoltaics,,,49.90,,,,,Ground ,,Awaiting Constru"
        "ction,,Muddleshire,England,450000,200000,Muddleford,,,01/02/2024,,,\n"
        ",,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,49.90,,,,,Ground ,,Awaiting Cons"
        "truction,,Muddleshire,England,450000,200000,Muddleford,,,01/02/2024,,,\n"
        ",103,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,49.90,,,,,Ground ,,Dreaming,,"
        "Muddleshire,England,450000,200000,Muddleford,,,01/02/2024,,,\n"
        ",104,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,lots,,,,,Ground ,,Awaiting Co"
        "nstruction,,Muddleshire,England,450000,200000,Muddleford,,,32/01/24,,,\n"
        ",105,12/06/2024,Sunny Fields Ltd,Muddle Farm,Treadmill,,,49.90,,,,,Ground ,,Awaiting Constructio"
        "n,,Muddleshire,England,468935 ,200000,Muddleford,,,01/02/2024,,,\n"
        ",106,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,49.90,,,,,Ground ,,Awaiting C"
        "onstruction,,Muddleshire,England,,200000,Muddleford,,,01/02/2024,NA,,\n"
        ",107,12/06/2024,Sunny Fields Ltd,Muddle Farm,Solar Photovoltaics,,,49.90,,,,,Ground ,,Awaiting C"
        "onstruction,,Muddleshire,England,-1.25,51.75,Muddleford,,,01/02/2024,,,\n"
    ),
    "voa.csv": (
        "AREA_CODE,AREA_NAME,BP_PRE_1900,BP_1900_1918,BP_2010_2015,BP_UNKNOWN,ALL_PROPERTIES,MODE1_VAL,MO"
        "DE1_TYPE\n"
        "E01000001,Ash 001A,20,1,0,1,30,20,BP_PRE_1900\n"
        '"[c]"\n'
        '"nan","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxx","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","1900","\t"\n'
        '"E01000002","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxx","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","nan","-1","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","nan","2２","1900",""\n'
    ),
    "epc.csv": (
        "certificate_number,address1,address2,address3,postcode,local_authority,built_form,construction_a"
        "ge_band,current_energy_efficiency,current_energy_rating,energy_consumption_current,inspection_da"
        "te,lodgement_date,main_fuel,mainheat_description,mains_gas_flag,photo_supply,potential_energy_ef"
        "ficiency,potential_energy_rating,property_type,roof_description,tenure,total_floor_area,transact"
        "ion_type,walls_description,windows_description,country,uprn,uprn_source\n"
        "0000-0000-0000-0000-0001,1 Nonesuch Lane,Toytown,,OX1 1AA,E07000178,Semi-Detached,England and Wa"
        'les: 1930-1949,58,D,310,2021-02-20,2021-02-22,mains gas (not community),"Boiler and radiators, m'
        'ains gas",Y,0.0,81,B,House,"Pitched, 100 mm loft insulation",Owner-occupied,0,marketed sale,"Cav'
        'ity wall, as built, no insulation (assumed)",Fully double glazed,England,seven,Energy Assessor\n'
        "0000-0000-0000-0000-0002,1 Nonesuch Lane,Toytown,,OXFORD,E07000178,Semi-Detached,England and Wal"
        'es: 1930-1949,58,D,310,2021-02-20,2021-02-22,mains gas (not community),"Boiler and radiators, ma'
        'ins gas",Y,0.0,81,B,House,"Pitched, 100 mm loft insulation",Owner-occupied,8530,marketed sale,"C'
        'avity wall, as built, no insulation (assumed)",Fully double glazed,England,100120000001,Energy A'
        "ssessor\n"
        "0000-0000-0000-0000-0003,1 Nonesuch Lane,Toytown,,OX1 1AA,E07000178,Semi-Detached,England and Wa"
        'les: 1930-1949,n/k,C,310,31/31/2021,2021-02-22,mains gas (not community),"Boiler and radiators, '
        'mains gas",Y,0.0,81,B,House,"Pitched, 100 mm loft insulation",Owner-occupied,85.3,marketed sale,'
        '"Cavity wall, as built, no insulation (assumed)",Fully double glazed,England,100120000001,Energy'
        " Assessor\n"
        "0000-0000-0000-0000-0004,1 Nonesuch Lane,Toytown,,OX1 1AA,E07000178,Semi-Detached,England and Wa"
        'les: 1930-1949,58,D,1e999,2021-02-20,2021-02-22,mains gas (not community),"Boiler and radiators,'
        ' mains gas",Y,0.0,81,B,House,"Pitched, 100 mm loft insulation",Owner-occupied,"1,000",marketed s'
        'ale,"Cavity wall, as built, no insulation (assumed)",Fully double glazed,England,100120000001,En'
        "ergy Assessor\n"
        "0000-0000-0000-0000-0005,1 Nonesuch Lane,Toytown,,OX1 1AA,E07000178,Not Recorded,NO DATA!,58,D,3"
        '10,2021-02-20,2021-02-22,mains gas (not community),"Boiler and radiators, mains gas",Y,0.0,81,B,'
        'House,"Pitched, 100 mm loft insulation",INVALID!,85.3,marketed sale,"Cavity wall, as built, no i'
        'nsulation (assumed)",Fully double glazed,England,,Energy Assessor\n'
    ),
    "epc_rr.csv": (
        "certificate_number,improvement_item,improvement_id,improvement_summary_text,improvement_descr_te"
        "xt,indicative_cost\n"
        'A,1,6,,,"£500 - £1,500"\n'
        'A,2,,Replace single glazed windows with low-E double glazed windows,,"£3,300 - £6,500"\n'
        "A,3,999,,Solar photovoltaic panels 2.5 kWp,8000\n"
        "A,4,,Something new,,about a lot\n"
        "A,4,,Something new,,\n"
        ",5,,x,,\n"
        "A,many,,x,,\n"
    ),
    "desnz_bus.csv": (
        "area_code,area_name,indicator,period,measure,unit,value\n"
        "E07000001,X [note 1],Boiler Upgrade Scheme redemptions paid,2025/26,Count,Heat pump technologies"
        ",4\n"
        "E07000001,X [note 1],Boiler Upgrade Scheme redemptions paid,2022/23,Count,Heat pump technologies"
        ",NA\n"
        "E07000001,X [note 1],Boiler Upgrade Scheme redemptions paid,2019/20,Count,Heat pump technologies"
        ",2\n"
        "E07000001,X [note 1],Boiler Upgrade Scheme redemptions paid,2023/25,Count,Heat pump technologies"
        ",2\n"
    ),
    "dft_vehicles.csv": (
        "area_code,area_name,indicator,period,measure,unit,value\n"
        "E07000001,X,Electric cars and vans,2025,Count,Vehicles,7\n"
        "E07000001,X,All cars and vans,2025,Count,Vehicles,90\n"
        "E07000001,X,All licensed vehicles,2025,Count,Vehicles,99\n"
        "E07000002,Y,All cars and vans,2025,Count,Vehicles,80\n"
        "E07000002,Y,Electric cars and vans,2025,Count,Vehicles,NA\n"
        "K02000001,United Kingdom,All cars and vans,2025,Count,Vehicles,1000\n"
    ),
}
_RASTER = (
    "SUkqAAgAAAARAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwABAAAACAAAAAMBAwABAAAACAAA/wYBAwABAAAAAQAAABEB"
    "BAABAAAAiQEAABUBAwABAAAAAQAAABYBAwABAAAAAgAAABcBBAABAAAAEQAAABwBAwABAAAAAQAAAD0BAwABAAAAAQAAAFMB"
    "AwABAAAAAQAAAA6DDAADAAAA2gAAAIKEDAAGAAAA8gAAAK+HAwAgAAAAIgEAALGHAgAnAAAAYgEAAIGkAgACAAAAMAAAAAAA"
    "AAAAAAAAAAAkQAAAAAAAACRAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQHcbQQAAAAAAAAhBAAAAAAAA"
    "AAABAAEAAAAHAAAEAAABAAEAAQQAAAEAAQACBLGHHwAAAAEIsYcHAB8ABggAAAEAjiMADAAAAQA0bAQMAAABACkjT1NHQjM2"
    "IC8gQnJpdGlzaCBOXnRpb25hbCBHcmlkfE9TR0IzNnwAeJwBBgD5/wECFQMEAAB7ACA="
)
"""A GeoTIFF of a few cells."""

SAMPLES: dict[str, bytes] = {name: text.encode() for name, text in _TEXTS.items()}
SAMPLES |= {"raster.tif": base64.b64decode(_RASTER)}
