"""The published figures that the county is drawn from, each by its id and source. Numbers only: nothing is drawn here.

What has no published figure is marked as our own assumption, and no test claims it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number and how far the county may lie from it; both in the unit that `says` names."""

    id: str
    says: str
    value: float
    tolerance: float
    source: str


NCA_2023_24 = "UK Missing Persons Unit, data report 2023/24, as quoted by Missing People"
NCA_2022_23 = "UK Missing Persons Unit, data report 2022/23, as quoted by Missing People"
NCA_2016_17 = "UK Missing Persons Unit, data report 2016/17"
DFE_2025 = "Department for Education, children looked after in England, year to 31 March 2025"
DEVON = "Doyle and Barnes 2020, Devon and Cornwall Police 2008 to 2019"
THAMES = "Thames Valley Police, 5,984 cases in six months, thesis of 2015"
HMIC = "HMIC, Missing children: who cares? (2016)"
STREETWISE = "The Children's Society, Streetwise Birmingham, 2014 to 2015"
FOI = "Missing People, freedom of information requests 2023/24"

PUBLISHED = (
    Figure("FN3", "children among missing incidents, per cent", 64, 4, NCA_2023_24),
    Figure("FN4", "15 to 17 year olds among missing incidents, per cent", 35, 8, HMIC),
    Figure("NCA-CHILD", "missing incidents of each missing child in a year", 2.9, 0.4, NCA_2023_24),
    Figure("NCA-ADULT", "missing incidents of each missing adult in a year", 1.34, 0.1, NCA_2023_24),
    Figure("NCA-REPEATS", "repeats among missing incidents of children, per cent", 63, 6, NCA_2016_17),
    Figure("DFE-CARE", "missing incidents of each looked-after child who went missing, in a year", 6.8, 1.2, DFE_2025),
    Figure("FT6", "looked-after children with one or two incidents in their year, per cent", 52, 8, STREETWISE),
    Figure("NCA-C24", "children found within 24 hours, per cent", 79, 4, NCA_2022_23),
    Figure("NCA-C48", "children found within two days, per cent", 90, 4, NCA_2022_23),
    Figure("NCA-A24", "adults found within 24 hours, per cent", 76, 4, NCA_2022_23),
    Figure("NCA-A48", "adults found within two days, per cent", 86, 4, NCA_2022_23),
    Figure("NCA-48", "all found within two days, per cent", 88.3, 3, NCA_2022_23),
    Figure("FT4", "looked-after children found within 16 hours, per cent", 51, 5, STREETWISE),
    Figure("TVP-HIGH", "missing incidents graded high, per cent", 16, 3, THAMES),
    Figure("TVP-MEDIUM", "missing incidents graded medium, per cent", 68, 5, THAMES),
    Figure("DC-HARM", "people who came to harm, per cent of missing incidents", 3.8, 1.2, DEVON),
    Figure("DC-HARM-ADULT", "adults who came to harm, per cent of their incidents", 6.8, 2, DEVON),
    Figure("DC-HARM-CHILD", "children who came to harm, per cent of their incidents", 1.7, 1, DEVON),
    Figure("NCA-POLICE", "children found by police, per cent", 34, 4, NCA_2016_17),
    Figure("NCA-FAMILY", "children found by family, per cent", 18, 4, NCA_2016_17),
    Figure("FOI-72", "return interviews held within 72 hours, per cent of those held", 63, 6, FOI),
    Figure("FT8", "return interviews refused, per cent of those offered", 24, 5, STREETWISE),
    Figure("FN12", "absent among missing and absent, per cent, where the area uses absent", 15.9, 4, HMIC),
    Figure("NCA-CSE", "incidents of children under a flag of sexual exploitation, per cent", 9, 4, NCA_2016_17),
    Figure("NCA-MALE", "incidents of men and boys, per cent", 54, 6, NCA_2016_17),
    Figure("FN14", "missing adults with a mental health problem, per cent", 80, 4, "Home Office, strategy 2011"),
    Figure("APPG-HOSPITAL", "adults missing from hospital, per cent", 16.5, 4, "National framework for adults 2020"),
)  # fmt: skip

Ages = tuple[int, int]
Band = tuple[float, float]

# --- Who: 72,000 children among 160,000 people (NCA 2023/24); 12,800 looked-after children (DFE-CARE) among them. ----
CHILD = {True: 72, False: 88}
LOOKED_AFTER = 0.18
AGES_LOOKED_AFTER: dict[Ages, float] = {(2, 9): 0.2, (10, 12): 6, (13, 15): 38, (16, 17): 56}
AGES_CHILD: dict[Ages, float] = {(1, 4): 1.5, (5, 9): 4, (10, 11): 6, (12, 14): 46, (15, 17): 42.5}
AGES_ADULT: dict[Ages, float] = {(18, 24): 19, (25, 39): 34, (40, 59): 29, (60, 74): 9, (75, 93): 9}  # our own
SEX_UNDER_12 = {"male": 60, "female": 40}  # FN20 says more boys; the share is our own
SEX_TEENAGE = {"male": 49, "female": 51}  # FN20 says more girls; the share is our own
SEX_ADULT = {"male": 60, "female": 40}  # set so that all together meet NCA-MALE
ETHNICITY = {"White": 76, "Black": 14, "Asian": 5, "other": 5}  # NCA 2018/19, where known
ETHNICITY_KNOWN = 0.69

# --- How often, in the year in which somebody goes missing. ----------------------------------------------------------
# From FT6, whose mean meets DFE-CARE; the other two are set so that NCA-CHILD and NCA-ADULT are met.
TIMES_LOOKED_AFTER: dict[Ages, float] = {(1, 2): 52, (3, 5): 14, (6, 8): 9.5, (9, 19): 12.4, (20, 34): 12}
TIMES_CHILD: dict[Ages, float] = {(1, 1): 58, (2, 2): 20, (3, 5): 15, (6, 8): 5, (9, 12): 2}
TIMES_ADULT: dict[Ages, float] = {(1, 1): 80, (2, 2): 12.5, (3, 3): 4.5, (4, 6): 3}
ABSENT_FOR_EACH_MISSING = 0.159 / 0.841  # FN12

# --- How long, in hours from the report until the person is located. -------------------------------------------------
LONG_LOOKED_AFTER: dict[Band, float] = {
    (0.5, 8): 30, (8, 16): 21, (16, 24): 16, (24, 48): 16.5, (48, 168): 12, (168, 672): 3,
}  # FT4  # fmt: skip
LONG_CHILD: dict[Band, float] = {
    (0.5, 8): 52, (8, 16): 23, (16, 24): 12.5, (24, 48): 7, (48, 168): 4.7, (168, 672): 0.8,
}  # with FT4, all children meet NCA-C24 and NCA-C48  # fmt: skip
LONG_ADULT: dict[Band, float] = {
    (0.5, 8): 45, (8, 16): 19, (16, 24): 12, (24, 48): 10, (48, 168): 11, (168, 672): 2.2, (672, 2000): 0.8,
}  # NCA-A24, NCA-A48; 45 % within eight hours (NCA 2016/17)  # fmt: skip

# --- Grade, harm, ending. West Midlands records no child as low, so its children are medium or high. -----------------
GRADES_CHILD_NO_LOW = {"high": 15, "medium": 85}
GRADES_CHILD = {"high": 15, "medium": 70, "low": 15}
GRADES_ADULT = {"high": 16, "medium": 51, "low": 33}
HARMED = {("child", True): 0.046, ("child", False): 0.012, ("adult", True): 0.20, ("adult", False): 0.044}  # DC-HARM*
FOUND_BY: dict[str, dict[str, float]] = {
    "child": {
        "police": 34,
        "returned of own accord": 30,
        "family": 18,
        "carer": 9,
        "friend": 5,
        "local authority": 2,
        "other": 2,
    },  # NCA-POLICE, NCA-FAMILY
    "adult": {"police": 52, "returned of own accord": 20, "family": 13, "friend": 6, "carer": 5, "other": 4},
}
OFFERED = 0.8  # authorities range from under 30 to over 90 % (FOI 2023/24)
OUTCOME = {"held": 76, "refused": 24}  # FT8; its 11 % who waited are held late, or wait still
HELD_WITHIN_72_HOURS = 0.63  # FOI-72
LATEST = timedelta(days=28)  # our own assumption

# --- Where people live, and what is known of them: shares without a figure are our own. ------------------------------
SETTINGS_LOOKED_AFTER: dict[str, float] = {"children's home": 45, "foster care": 38, "supported accommodation": 17}
SETTINGS_CHILD: dict[str, float] = {"family home": 94, "kinship care": 6}
SETTINGS_ADULT: dict[str, float] = {
    "own home": 66, "hospital": 11.5, "mental health unit": 5, "adult care home": 7, "supported accommodation": 5.5,
    "no fixed address": 5,
}  # APPG-HOSPITAL: 15 to 18 % of adults from hospital; the rest our own  # fmt: skip
OUT_OF_AREA = 0.2  # of the children in homes: our own assumption
CSE_FLAG = 0.09  # NCA-CSE
MENTAL_HEALTH_ADULT, MENTAL_HEALTH_CHILD = 0.8, 0.25  # FN14, FR11
SIGHTED = 0.25  # our own assumption
DISTANCES = {(0.2, 5): 59, (5, 10): 22, (10, 20): 6.6, (20, 40): 2, (40, 80): 1.1, (80, 120): 1.3}  # FT5, miles
