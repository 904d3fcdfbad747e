"""Towns to find one's way by on the offline map: names and rounded positions. Not a gazetteer of record."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A named place. `size`: 1 a great city ... 4 a small town; smaller ones are named only on closer maps."""

    name: str
    lat: float
    lon: float
    size: int = 2


def _places(size: int, lines: str) -> list[Place]:
    found = []
    for line in lines.strip().splitlines():
        name, lat, lon = line.rsplit(" ", 2)
        found.append(Place(name.strip(), float(lat), float(lon), size))
    return found


GREAT = _places(1, """
London 51.507 -0.128
Birmingham 52.480 -1.903
Manchester 53.479 -2.245
Leeds 53.797 -1.544
Liverpool 53.408 -2.992
Newcastle 54.974 -1.613
Bristol 51.455 -2.588
Cardiff 51.481 -3.179
Edinburgh 55.953 -3.189
Glasgow 55.861 -4.250
Belfast 54.597 -5.930
Norwich 52.628 1.299
Plymouth 50.376 -4.143
Aberdeen 57.149 -2.094
Inverness 57.478 -4.224
Dublin 53.350 -6.260
""")  # fmt: skip
LARGE = _places(2, """
Oxford 51.752 -1.258
Reading 51.454 -0.973
Milton Keynes 52.041 -0.759
Coventry 52.408 -1.511
Wolverhampton 52.587 -2.129
Leicester 52.637 -1.133
Nottingham 52.955 -1.150
Derby 52.922 -1.477
Sheffield 53.381 -1.470
Stoke-on-Trent 53.003 -2.179
Northampton 52.237 -0.896
Cambridge 52.205 0.119
Luton 51.879 -0.418
Swindon 51.558 -1.782
Gloucester 51.864 -2.238
Worcester 52.192 -2.220
Southampton 50.905 -1.404
Portsmouth 50.805 -1.087
Brighton 50.823 -0.137
Exeter 50.725 -3.527
Bath 51.381 -2.359
Peterborough 52.573 -0.240
York 53.960 -1.082
Hull 53.745 -0.336
Preston 53.763 -2.703
Carlisle 54.893 -2.933
Swansea 51.621 -3.944
Wrexham 53.046 -2.993
Bangor 53.228 -4.129
Aberystwyth 52.415 -4.083
Shrewsbury 52.708 -2.754
Hereford 52.056 -2.716
""")  # fmt: skip
TOWNS = _places(3, """
Slough 51.511 -0.595
Maidenhead 51.523 -0.720
Windsor 51.482 -0.609
Bracknell 51.416 -0.754
Wokingham 51.411 -0.834
Newbury 51.401 -1.323
High Wycombe 51.629 -0.749
Aylesbury 51.816 -0.813
Banbury 52.062 -1.340
Bicester 51.900 -1.153
Didcot 51.608 -1.244
Abingdon 51.671 -1.283
Witney 51.786 -1.485
Basingstoke 51.267 -1.088
Walsall 52.586 -1.983
Dudley 52.512 -2.081
West Bromwich 52.518 -1.995
Solihull 52.412 -1.778
Sutton Coldfield 52.570 -1.824
Stourbridge 52.456 -2.148
Redditch 52.306 -1.945
Bromsgrove 52.336 -2.060
Kidderminster 52.388 -2.249
Tamworth 52.634 -1.691
Lichfield 52.682 -1.826
Cannock 52.690 -2.030
Stafford 52.807 -2.117
Telford 52.678 -2.445
Warwick 52.282 -1.585
Leamington Spa 52.292 -1.536
Rugby 52.371 -1.265
Nuneaton 52.523 -1.468
Stratford-upon-Avon 52.192 -1.707
Bedford 52.136 -0.467
Watford 51.656 -0.396
Guildford 51.237 -0.570
Cheltenham 51.900 -2.078
""")  # fmt: skip
SMALL = _places(4, """
Caversham 51.467 -0.975
Henley-on-Thames 51.536 -0.904
Marlow 51.572 -0.776
Thatcham 51.403 -1.260
Theale 51.436 -1.077
Pangbourne 51.485 -1.087
Wallingford 51.600 -1.125
Wantage 51.588 -1.426
Thame 51.747 -0.974
Kidlington 51.823 -1.290
Chipping Norton 51.942 -1.544
Buckingham 51.999 -0.987
Bletchley 51.994 -0.732
Wolverton 52.063 -0.811
Newport Pagnell 52.087 -0.722
Amersham 51.674 -0.607
Chesham 51.706 -0.612
Beaconsfield 51.612 -0.644
Cowley 51.733 -1.208
Headington 51.760 -1.212
Edgbaston 52.460 -1.920
Selly Oak 52.441 -1.936
Erdington 52.524 -1.839
Handsworth 52.508 -1.934
Smethwick 52.493 -1.968
Halesowen 52.450 -2.050
Northfield 52.417 -1.964
Kings Heath 52.436 -1.893
Oldbury 52.505 -2.016
Tipton 52.529 -2.068
Bilston 52.566 -2.073
Wednesbury 52.553 -2.020
Aldridge 52.605 -1.916
Kenilworth 52.341 -1.577
""")  # fmt: skip
PLACES: tuple[Place, ...] = (*GREAT, *LARGE, *TOWNS, *SMALL)
