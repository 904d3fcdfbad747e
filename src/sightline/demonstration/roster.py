"""Who works at the agencies that every demonstration county has: role and name, one a line. Invented people all."""

from __future__ import annotations

from sightline.demonstration.agencies import Member

NORTH_POLICE = """
call handler: Nadia Whitlock
duty inspector: Harriet Okoro
force incident manager: Gareth Pellow
superintendent: Miriam Castell
detective superintendent: Owen Trevithick
missing person coordinator: Leila Marchbank
investigating officer: Tom Arkwright
supervisor: Bridget Sallow
neighbourhood officer: Callum Reeve
child abuse referral manager: Hester Blamire
public protection unit: Lorna Threlkeld
area commander: David Inskip
analyst: Ines Fairweather
administrator: Priya Coldstream
"""
SOUTH_POLICE = """
call handler: Ewan Dabney
duty inspector: Ruth Merrigan
force incident manager: Idris Colwell
superintendent: Clare Hathersage
detective superintendent: Neil Osgathorpe
missing person coordinator: Paulo Venn
investigating officer: Zoe Kitteridge
supervisor: Dev Larwood
neighbourhood officer: Anna Pettifer
child abuse referral manager: Joel Sandiford
public protection unit: Erica Mundy
area commander: Hugh Pascoe
"""
NORTHMOOR_COUNCIL = """
social worker: Grace Adeyinka
team manager: Stephen Lockyer
service manager: Ursula Brandreth
emergency duty team: Rosa Penhale
independent reviewing officer: Yusuf Harcombe
education welfare officer: Joy Tamsett
"""
KINGSMERE_COUNCIL = """
social worker: Martha Eling
team manager: Rupert Shand
service manager: Imelda Fawcett
emergency duty team: Lowri Beddoes
independent reviewing officer: Amrit Deol-Wray
education welfare officer: Colin Threapleton
"""
SOUTHVALE_COUNCIL = """
social worker: Anil Rowntree
team manager: Fern Oakshott
service manager: Oscar Rainbird
emergency duty team: Kit Bellamy
independent reviewing officer: Dilys Prothero-Vane
education welfare officer: Sam Ollivant
"""
SOUTH_LISTED = (
    "call handler",
    "duty inspector",
    "investigating officer",
    "missing person coordinator",
    "social worker",
)
NO_DESK = ("analyst", "administrator")


def members(lines: str, listed: tuple[str, ...] | None = None) -> tuple[Member, ...]:
    """The members of a roster: all are listed on the demonstration's sign-in page unless `listed` names roles."""
    pairs = [line.split(": ", 1) for line in lines.strip().splitlines()]
    return tuple(Member(role, name, listed is None or role in listed, role not in NO_DESK) for role, name in pairs)
