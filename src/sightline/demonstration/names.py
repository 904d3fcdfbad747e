"""Names for invented people. Family names are rare ones, so that a famous whole name is unlikely. Knows no person."""

from __future__ import annotations

from sightline.demonstration.lots import Lots

GIVEN = {
    ("White", "female"): (
        "Abigail Amber Bethan Caitlin Charlotte Chloe Courtney Daisy Ellie Emily Erin Faye Freya Georgia Gemma Hannah "
        "Holly Imogen Jade Jasmine Jodie Kayleigh Kelsey Lauren Leah Lily Maisie Megan Molly Natalie Niamh Paige "
        "Phoebe Poppy Rhiannon Rosie Ruby Scarlett Shannon Sophie Stacey Tegan Tia Zara Agnieszka Zuzanna Oksana "
        "Mirela"
    ),
    ("White", "male"): (
        "Aaron Aidan Alfie Archie Ashley Bradley Callum Cameron Connor Corey Curtis Darren Declan Dylan Ethan Finley "
        "Gareth Harvey Jamie Jayden Joel Jordan Josh Kai Keiran Kyle Leighton Lewis Liam Logan Luke Mason Nathan "
        "Oliver Owen Reece Rhys Riley Ryan Shane Stuart Toby Tyler Wayne Zak Kacper Bogdan Dimitri"
    ),
    ("Asian", "female"): (
        "Aaliyah Aamina Anjali Ayesha Bushra Farah Fatima Gurpreet Hafsa Iqra Jaspreet Kiran Laila Mehreen Nasreen "
        "Nisha Parveen Rukhsana Sana Shabnam Simran Sunita Tahira Yasmin Zainab"
    ),
    ("Asian", "male"): (
        "Aadil Amir Arjun Bilal Danyal Faisal Farhan Gurdeep Haroon Harjit Ibrahim Imran Jatinder Kamran Manjit "
        "Nadeem Omar Qasim Rajan Sajid Shahid Sunil Tariq Usman Zubair"
    ),
    ("Black", "female"): (
        "Abena Adaeze Akosua Aminata Ashanti Chantelle Chiamaka Destiny Ebony Efua Fatoumata Ife Jerusha Keisha "
        "Makeda Nia Ngozi Ruvimbo Selam Shanice Temi Yaa Yewande Zawadi"
    ),
    ("Black", "male"): (
        "Abdi Ade Babajide Chidi Demari Ekow Emeka Femi Haile Jerome Kofi Kwame Leon Malachi Mensah Nnamdi Obinna "
        "Rashawn Samson Tariku Tendai Tobi Yaw Zeke"
    ),
    ("other", "female"): "Amal Camila Hanan Kim-Ly Leilani Lucia Mei Noor Parisa Renata Rojin Shirin Thuy Xiu Yara",
    ("other", "male"): "Ali Bao Caio Darius Hamid Jun Karwan Minh Mateus Rebin Reza Salim Tuan Wei Yusef",
}  # fmt: skip
FAMILY = {
    "White": (
        "Allardyce Ambleside Arkless Ashdown Attwater Balderstone Barrowclough Bickerdike Birtwhistle Blenkinsop "
        "Bramwell Brockhurst Calloway Capstick Chadderton Clutterbuck Copperthwaite Cotterill Crabtree Cribbins "
        "Dalrymple Dewhirst Dunnachie Eddowes Entwhistle Fairclough Farthing Featherstone Fothergill Gaskarth "
        "Gawthorpe Gillibrand Greenhalgh Haddock Hallam Hardcastle Hebblethwaite Heslop Higginbottom Holdsworth "
        "Hollins Huxtable Inchbald Ingledew Jellicoe Kettlewell Kirkbride Langstroth Leatherbarrow Liddiard "
        "Longbottom Lumsden Mallinder Marwood Micklethwaite Mossop Murgatroyd Nettleship Oddie Ollerenshaw Openshaw "
        "Oxtoby Peasgood Pickersgill Pinnock Postlethwaite Quibell Ramsbottom Ravenscroft Rigby Rimmington Rowbotham "
        "Satterthwaite Scattergood Shackleford Shufflebotham Sidebottom Smallwood Snodgrass Stubbings Sutcliffe "
        "Tattersall Thistlewood Threlfall Tunnicliffe Umpleby Varley Wagstaff Wainscott Weatherill Whittaker "
        "Widdowson Winterbottom Wolstencroft Wrigglesworth Yardley Zawistowska Hlebova"
    ),
    "Asian": (
        "Aujla Bahra Bandesha Chaggar Chaudhary-Lone Dosanjh Ghuman Hothi Janjua Kalsi Khokhar Lakhani Mahal Malhi "
        "Mirpuri Nagra Pabla Panesar Qamar Raja-Khan Rakhra Sahota Sandhar Shergill Tahir-Mir Uppal Virdee Warraich "
        "Younis-Dar Zaman-Butt"
    ),
    "Black": (
        "Abiola Acheampong Adomako Agyeman Amoah Asamoah Bamgboye Boakye Chigumba Dabiri Egbuna Ekwueme Folarin "
        "Gebremariam Habtemariam Iroegbu Kamara-Sesay Lartey Mapfumo Ndlovu-Moyo Nwachukwu Ofosu Ogunbanjo Quansah "
        "Sarpong Tekle Umeh Warsame Yeboah Zinyama"
    ),
    "other": (
        "Abtahi Barzani-Hama Carvalhal Dang-Tran Farahani Ghorbani Hoang-Le Karwani Lazaridou Mahmudi Nakhjavani "
        "Pham-Vo Quispe Rezaei-Far Sabzevari Truong-Ho Villalba Xiong-Her Yazdani Zebari"
    ),
}  # fmt: skip
ETHNICITIES = {
    "White": ("White British", "White British", "White British", "White Irish", "Irish Traveller", "Other White"),
    "Asian": ("Pakistani", "Indian", "Bangladeshi", "Other Asian"),
    "Black": ("Black African", "Black Caribbean", "Other Black"),
    "other": ("Mixed White and Black Caribbean", "Mixed White and Asian", "Chinese", "Arab", "Other ethnic group"),
}
_GIVEN = {key: tuple(words.split()) for key, words in GIVEN.items()}
_FAMILY = {key: tuple(words.split()) for key, words in FAMILY.items()}


def given_name(lots: Lots, group: str, sex: str) -> str:
    """A given name in use among a group."""
    return lots.one_of(_GIVEN[(group, sex)])


def family_name(lots: Lots, group: str) -> str:
    """A family name; one in fourteen is double-barrelled, as on real rolls."""
    names = _FAMILY[group]
    first, second = lots.one_of(names), lots.one_of(names)
    double = lots.chance("double-barrelled", 0.07) and first != second and "-" not in first + second
    return f"{first}-{second}" if double else first


def ethnicity(lots: Lots, group: str) -> str:
    """An ethnicity as it is recorded for somebody of a group."""
    return lots.one_of(ETHNICITIES[group])


def full_name(lots: Lots) -> str:
    """A name for somebody who works at one of the county's agencies."""
    group, sex = lots.one_of(("White", "White", "Asian", "Black", "other")), lots.one_of(("female", "male"))
    return f"{given_name(lots, group, sex)} {family_name(lots, group)}"
