"""First and last names that are common somewhere, kept apart by where they go together.

A name written in another script than Latin has its Latin spelling behind a bar, for e-mail addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, and in plain ASCII letters, in lower case.

    `latin` is how a name of another script is written in Latin letters.
    """

    written: str
    plain: str
    latin: str = ""


_PLAIN: Final = str.maketrans(
    {
        letter: plain
        for plain, letters in {
            "a": "áàâäãåąā", "c": "çćč", "d": "ďđ", "e": "éèêëęěē", "g": "ğ", "i": "íìîïīı", "l": "ł",
            "n": "ñńň", "o": "óòôöõøőō", "r": "ř", "s": "śšş", "t": "ťț",
            "u": "úùûüůűū", "y": "ýÿ", "z": "žźż",
        }.items()
        for letter in letters
    }
)  # fmt: skip


def _name(text: str) -> Name:
    written, _, latin = text.partition("|")
    plain = (latin or written).lower().translate(_PLAIN)
    return Name(written, "".join(char for char in plain if "a" <= char <= "z"), latin)


def _names(text: str) -> tuple[Name, ...]:
    return tuple(_name(each) for each in text.split())


CULTURES: Final[tuple[tuple[tuple[Name, ...], tuple[Name, ...]], ...]] = tuple(
    (_names(first), _names(last))
    for first, last in (
        (
            "Emma Olivia Grace Hannah Chloe Lucy Sarah Rachel Megan Laura James Daniel Thomas Samuel"
            " Oliver Jack Henry Michael Andrew Benjamin",
            "Smith Taylor Brown Wilson Walker Wright Clarke Hughes Turner Cooper Bennett Foster Marshall"
            " Reed Palmer Harrison Grant Ellis O'Connor Murphy",
        ),
        (
            "María Lucía Sofía Carmen Valentina Camila Elena Daniela José Mateo Diego Javier Alejandro"
            " Andrés Miguel Pablo",
            "García Rodríguez Martínez López Hernández González Pérez Sánchez Ramírez Torres Flores Núñez"
            " Morales Castro Ortega Delgado",
        ),
        (
            "Camille Léa Manon Chloé Inès Juliette Élise Louise Hugo Lucas Théo Antoine Nicolas Julien"
            " Mathieu François",
            "Martin Bernard Dubois Moreau Laurent Lefèvre Girard Rousseau Fontaine Mercier Chevalier"
            " Lambert Gauthier Perrin Renaud Blanchard",
        ),
        (
            "Anna Lena Lea Johanna Katharina Zoë Greta Frieda Lukas Jonas Felix Maximilian Jürgen Stefan"
            " Matthias Noah",
            "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Krüger"
            " Vogel Keller Lüdenscheidt Brandt",
        ),
        (
            "Giulia Chiara Francesca Martina Alessia Elisa Marco Luca Matteo Lorenzo Davide Andrea",
            "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Conti Gallo Costa",
        ),
        (
            "Zofia Agnieszka Katarzyna Magdalena Łukasz Piotr Tomasz Michał Paweł Jakub",
            "Nowak Kowalski Wiśniewska Wójcik Kamiński Lewandowska Zieliński Szymańska Woźniak Dąbrowski",
        ),
        (
            "Ana Beatriz Mariana Larissa Fernanda João Gabriel Rafael Thiago Gustavo",
            "Silva Santos Oliveira Souza Pereira Almeida Carvalho Ribeiro Araújo Gonçalves",
        ),
        (
            "Astrid Ingrid Freja Maja Sigrid Lars Erik Magnus Søren Björn",
            "Johansson Andersson Nilsson Hansen Larsen Berg Lindqvist Dahl Nygård Sørensen",
        ),
        (
            "Priya Ananya Kavya Meera Aarav Rohan Vikram Arjun अनिल|Anil Sunita",
            "Sharma Patel Gupta Iyer Reddy Nair Mehta Kapoor शर्मा|Sharma Banerjee",
        ),
        (
            "Wei Jing Xiuying Lan Ming Hao Jun Lei 伟|Wei 芳|Fang",
            "Wang Li Zhang Chen Liu Yang Huang Zhao 王|Wang 李|Li",
        ),
        (
            "Sakura Yui Haruka Aoi Kenji Hiroshi Takumi Daichi さくら|Sakura 太郎|Taro",
            "Satō Suzuki Takahashi Tanaka Watanabe Itō Yamamoto Nakamura 田中|Tanaka 山田|Yamada",
        ),
        (
            "Min-ji Seo-yeon Ji-woo Hye-jin Joon-ho Min-jun Dong-hyun Sung-min",
            "Kim Lee Park Choi Jung Kang Yoon Lim",
        ),
        (
            "Aisha Fatima Layla Mariam Omar Yusuf Khalid Hassan محمد|Mohammed ليلى|Layla",
            "Khan Rahman Haddad Mansour Nasser Aziz Farouk Saleh الأحمد|Alahmad حسن|Hassan",
        ),
        (
            "Amara Chiamaka Ngozi Adaeze Chinedu Emeka Kwame Kofi Abena Tunde",
            "Okafor Adeyemi Okonkwo Mensah Boateng Eze Owusu Balogun Nwosu Abubakar",
        ),
        (
            "Olga Natalia Irina Svetlana Dmitri Sergei Ivan Alexei Ольга|Olga Пётр|Pyotr",
            "Ivanov Petrov Kuznetsov Smirnov Popov Volkov Sokolov Orlov Смирнова|Smirnova Белов|Belov",
        ),
        (
            "Ayşe Elif Zeynep Merve Mehmet Emre Burak Can",
            "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın",
        ),
    )
)
"""First and last names, by where they go together; the first ones come more often."""
