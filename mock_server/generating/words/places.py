"""Cities, with what else an address in them has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A city: its region and country with their codes, its time zone, where it is, its money and language.

    A postcode has `#` for each digit and `@` for each letter that varies.
    """

    city: str
    region: str
    region_code: str
    country: str
    code: str
    code3: str
    postcode: str
    zone: str
    latitude: float
    longitude: float
    currency: str
    locale: str
    street: str


def _place(line: str) -> Place:
    parts = [part.strip() for part in line.split("|")]
    city, region, region_code, country, code, code3, postcode, zone, north, east, currency, locale, street = (
        parts
    )
    return Place(
        city, region, region_code, country, code, code3, postcode, zone, float(north), float(east), currency,
        locale, street,
    )  # fmt: skip


_LINES: Final = """\
Austin|Texas|TX|United States|US|USA|787##|America/Chicago|30.267|-97.743|USD|en-US|Cedar Street
Portland|Oregon|OR|United States|US|USA|972##|America/Los_Angeles|45.515|-122.679|USD|en-US|Alder Avenue
Chicago|Illinois|IL|United States|US|USA|606##|America/Chicago|41.878|-87.630|USD|en-US|Lake Drive
New York|New York|NY|United States|US|USA|100##|America/New_York|40.713|-74.006|USD|en-US|Orchard Street
Denver|Colorado|CO|United States|US|USA|802##|America/Denver|39.739|-104.990|USD|en-US|Pine Street
London|England|ENG|United Kingdom|GB|GBR|SE1 #@@|Europe/London|51.507|-0.128|GBP|en-GB|Mill Lane
Leeds|England|ENG|United Kingdom|GB|GBR|LS1 #@@|Europe/London|53.801|-1.549|GBP|en-GB|Station Road
Dublin|Leinster|L|Ireland|IE|IRL|D02 @@##|Europe/Dublin|53.350|-6.260|EUR|en-IE|Harbour Road
Toronto|Ontario|ON|Canada|CA|CAN|M5V #@#|America/Toronto|43.653|-79.383|CAD|en-CA|Maple Avenue
Montréal|Québec|QC|Canada|CA|CAN|H2X #@#|America/Toronto|45.502|-73.567|CAD|fr-CA|Rue des Érables
Sydney|New South Wales|NSW|Australia|AU|AUS|20##|Australia/Sydney|-33.869|151.209|AUD|en-AU|Banksia Street
Auckland|Auckland|AUK|New Zealand|NZ|NZL|10##|Pacific/Auckland|-36.848|174.763|NZD|en-NZ|Rata Street
Lyon|Auvergne-Rhône-Alpes|ARA|France|FR|FRA|6900#|Europe/Paris|45.764|4.836|EUR|fr-FR|Rue des Lilas
Paris|Île-de-France|IDF|France|FR|FRA|750##|Europe/Paris|48.857|2.352|EUR|fr-FR|Rue du Moulin
Berlin|Berlin|BE|Germany|DE|DEU|101##|Europe/Berlin|52.520|13.405|EUR|de-DE|Lindenstraße
München|Bayern|BY|Germany|DE|DEU|803##|Europe/Berlin|48.137|11.576|EUR|de-DE|Gartenweg
Zürich|Zürich|ZH|Switzerland|CH|CHE|800#|Europe/Zurich|47.377|8.542|CHF|de-CH|Bergstrasse
Milano|Lombardia|25|Italy|IT|ITA|201##|Europe/Rome|45.464|9.190|EUR|it-IT|Via dei Tigli
Madrid|Comunidad de Madrid|MD|Spain|ES|ESP|280##|Europe/Madrid|40.417|-3.704|EUR|es-ES|Calle del Olmo
Ciudad de México|CDMX|CMX|Mexico|MX|MEX|06###|America/Mexico_City|19.433|-99.133|MXN|es-MX|Calle Jacaranda
São Paulo|São Paulo|SP|Brazil|BR|BRA|01###-000|America/Sao_Paulo|-23.551|-46.633|BRL|pt-BR|Rua das Flores
Łódź|Łódzkie|LD|Poland|PL|POL|90-###|Europe/Warsaw|51.759|19.456|PLN|pl-PL|ulica Klonowa
Stockholm|Stockholm|AB|Sweden|SE|SWE|11# ##|Europe/Stockholm|59.329|18.069|SEK|sv-SE|Björkgatan
Amsterdam|Noord-Holland|NH|Netherlands|NL|NLD|10## @@|Europe/Amsterdam|52.368|4.904|EUR|nl-NL|Molenstraat
İstanbul|İstanbul|34|Türkiye|TR|TUR|34###|Europe/Istanbul|41.008|28.978|TRY|tr-TR|Çınar Sokak
Cairo|Cairo|C|Egypt|EG|EGY|115##|Africa/Cairo|30.044|31.236|EGP|ar-EG|Palm Street
Lagos|Lagos|LA|Nigeria|NG|NGA|1012##|Africa/Lagos|6.524|3.379|NGN|en-NG|Acacia Road
Nairobi|Nairobi|30|Kenya|KE|KEN|001##|Africa/Nairobi|-1.292|36.822|KES|en-KE|Baobab Lane
Bengaluru|Karnataka|KA|India|IN|IND|5600##|Asia/Kolkata|12.972|77.595|INR|en-IN|Neem Street
Mumbai|Maharashtra|MH|India|IN|IND|4000##|Asia/Kolkata|19.076|72.878|INR|hi-IN|Banyan Road
Singapore|Singapore|01|Singapore|SG|SGP|0489##|Asia/Singapore|1.352|103.820|SGD|en-SG|Orchid Walk
大阪|大阪府|27|Japan|JP|JPN|530-00##|Asia/Tokyo|34.694|135.502|JPY|ja-JP|Sakura-dōri
Seoul|Seoul|11|South Korea|KR|KOR|045##|Asia/Seoul|37.566|126.978|KRW|ko-KR|Eunhaeng-ro
Shanghai|Shanghai|SH|China|CN|CHN|2000##|Asia/Shanghai|31.230|121.474|CNY|zh-CN|Meihua Road
"""

PLACES: Final = tuple(_place(line) for line in _LINES.strip().splitlines())

AREAS: Final = ("202", "212", "303", "312", "404", "415", "503", "512", "617", "702", "713", "808")
"""Area codes of the North American plan, in each of which 555-0100 to 555-0199 are kept for fiction."""
