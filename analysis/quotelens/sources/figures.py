"""Widely known public figures and companies, for articles that take for granted who they are.

An article of 2016 says "Trump" and "Mr. Putin" without a word on what they are. The affiliation here is what a
figure is known for; an article's own description of the person goes before it, and a study's `aliases.csv` before both.
Whoever held an office and ran for another is left to the articles. Written for the package; short on purpose.
"""

from __future__ import annotations

from quotelens.records import Affiliation

_POLITICAL = (
    "Donald Trump, Donald Trump Jr, Donald J. Trump, Hillary Clinton, Hillary Rodham Clinton, Bill Clinton, "
    "Jeb Bush, Mitt Romney, Ben Carson, Carly Fiorina, Newt Gingrich, Rick Santorum, Mike Huckabee, Martin "
    "O'Malley, Jim Webb, Al Gore, Sarah Palin, Howard Dean, George W. Bush, George H. W. Bush, Jimmy Carter, "
    "Gary Johnson, Jill Stein, Debbie Wasserman Schultz, Donna Brazile, Reince Priebus, Paul Manafort, "
    "Kellyanne Conway, Corey Lewandowski, Hope Hicks, Katrina Pierson, Robby Mook, John Podesta, Huma Abedin, "
    "Roger Stone, Rudy Giuliani, Rudolph Giuliani, Karl Rove, David Axelrod, Steve Bannon, Marine Le Pen, "
    "Nigel Farage, Jeremy Corbyn, Alexei Navalny, Imran Khan, Bilawal Bhutto Zardari, Rahul Gandhi, Ivanka "
    "Trump, Melania Trump, Eric Trump, Chelsea Clinton"
)
_GOVERNMENT = (
    "Barack Obama, Michelle Obama, Joe Biden, Joseph Biden, John Kerry, James Comey, Loretta Lynch, Janet "
    "Yellen, Paul Ryan, Mitch McConnell, Harry Reid, Nancy Pelosi, Elizabeth Warren, Jeff Sessions, John "
    "McCain, Lindsey Graham, Dianne Feinstein, Vladimir Putin, Sergei Lavrov, Sergey Lavrov, Dmitry Peskov, "
    "Angela Merkel, Francois Hollande, Emmanuel Macron, David Cameron, Theresa May, Boris Johnson, Justin "
    "Trudeau, Xi Jinping, Shinzo Abe, Narendra Modi, Recep Tayyip Erdogan, Benjamin Netanyahu, Mahmoud Abbas, "
    "Bashar al-Assad, Bashar Assad, Hassan Rouhani, Ali Khamenei, Mohammad Javad Zarif, Nouri al-Maliki, "
    "Haider al-Abadi, Abdel Fattah el-Sisi, Kim Jong Un, Kim Jong-un, Volodymyr Zelensky, Volodymyr "
    "Zelenskyy, Petro Poroshenko, Nicolas Maduro, Enrique Pena Nieto, Ban Ki-moon, Antonio Guterres, Jens "
    "Stoltenberg, Ursula von der Leyen"
)
_ARMED = "Osama bin Laden, Abu Bakr al-Baghdadi, Ayman al-Zawahiri, Hassan Nasrallah"
_ADVOCACY = "Pope Francis, Dalai Lama, Edward Snowden, Julian Assange, Al Sharpton, Jesse Jackson, Ralph Nader"
_MEDIA = (
    "Megyn Kelly, Sean Hannity, Anderson Cooper, Jake Tapper, Chuck Todd, Wolf Blitzer, George "
    "Stephanopoulos, Rush Limbaugh, Glenn Beck, Bill O'Reilly, Matt Lauer, Lester Holt, Rachel Maddow, Chris "
    "Wallace, Charlie Rose"
)
_CORPORATE = "Mark Zuckerberg, Bill Gates, Jeff Bezos, Elon Musk, Tim Cook, Warren Buffett, Mark Cuban, Carl Icahn"

_LISTED: tuple[tuple[Affiliation, str], ...] = (
    ("political", _POLITICAL),
    ("government", _GOVERNMENT),
    ("armed_group", _ARMED),
    ("advocacy", _ADVOCACY),
    ("media", _MEDIA),
    ("corporate", _CORPORATE),
)
FIGURES: dict[str, Affiliation] = {name: affiliation for affiliation, listed in _LISTED for name in listed.split(", ")}

_WOMEN = [
    "Hillary Clinton",
    "Hillary Rodham Clinton",
    "Carly Fiorina",
    "Sarah Palin",
    "Jill Stein",
    "Debbie Wasserman Schultz",
    "Donna Brazile",
    "Kellyanne Conway",
    "Hope Hicks",
    "Katrina Pierson",
    "Huma Abedin",
    "Marine Le Pen",
    "Ivanka Trump",
    "Melania Trump",
    "Chelsea Clinton",
    "Michelle Obama",
    "Loretta Lynch",
    "Janet Yellen",
    "Nancy Pelosi",
    "Elizabeth Warren",
    "Dianne Feinstein",
    "Angela Merkel",
    "Theresa May",
    "Ursula von der Leyen",
    "Megyn Kelly",
    "Rachel Maddow",
]
_MEN = [
    "Bernie Sanders",
    "Ted Cruz",
    "Marco Rubio",
    "John Kasich",
    "Mike Pence",
    "Tim Kaine",
    "Chris Christie",
    "Rand Paul",
]
# who held an office and ran for another: political, where an article says nothing at all
RAN = frozenset(_MEN)
# the pronoun that a figure goes by, for finding out whom a pronoun means; it never counts as the article's own use
PRONOUNS = {name: "she" if name in _WOMEN else "he" for name in (*FIGURES, *_MEN)}

# companies whose names do not say that they are one
COMPANIES = frozenset(
    [
        "verizon",
        "boeing",
        "exxon",
        "exxonmobil",
        "chevron",
        "walmart",
        "toyota",
        "volkswagen",
        "samsung",
        "google",
        "facebook",
        "microsoft",
        "amazon",
        "apple",
        "twitter",
        "uber",
        "tesla",
        "netflix",
        "disney",
        "nike",
        "pfizer",
        "monsanto",
        "siemens",
        "airbus",
        "gazprom",
        "rosneft",
        "aramco",
        "huawei",
        "alibaba",
        "tencent",
        "goldman",
        "citigroup",
        "jpmorgan",
        "comcast",
        "starbucks",
        "intel",
        "ibm",
        "oracle",
        "shell",
        "bp",
        "unilever",
        "nestle",
        "novartis",
        "bayer",
        "at&t",
    ]
)
