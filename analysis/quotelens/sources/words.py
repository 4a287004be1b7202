"""The word lists that the rules of this stage rest on; written for the package, compact on purpose.

All entries are lower case without full stops. A list says what a word *can* be; the rules that read it decide.
"""

from __future__ import annotations

from quotelens import marks


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DETERMINERS = _set(
    "the a an this that these those my your his her its our their some any each every such another one certain"
)
PREPOSITIONS = _set(
    "of for at in on with from to by about under over among amid against within near inside outside across "
    "between around behind per via representing aged"
)
LEADING_PREPOSITIONS = _set("from by in per via to for with")

# forms of address, and the pronoun that their use implies
HONORIFICS: dict[str, str] = {
    "mr": "he", "mister": "he", "sir": "he", "lord": "he", "monsieur": "he", "señor": "he", "herr": "he",
    "mrs": "she", "ms": "she", "miss": "she", "madam": "she", "madame": "she", "lady": "she", "dame": "she",
    "señora": "she", "frau": "she", "don": "he", "doña": "she", "sayyid": "he", "sayyida": "she", "haji": "he",
    "hajj": "he",
    "alhaji": "he", "hajiya": "she", "daw": "she", "ko": "he", "maung": "he", "u": "he", "shri": "he", "smt": "she",
    "shrimati": "she", "pak": "he", "bapak": "he", "ibu": "she", "ato": "he", "weizero": "she", "woizero": "she",
    "hagg": "he", "hagga": "she", "auntie": "she", "aunty": "she", "baba": "he", "dona": "she", "dom": "he",
    "ratu": "he",
    "pan": "he", "pani": "she", "paní": "she", "cllr": "", "nana": "", "bo": "", "engr": "",
    "datuk": "", "dato": "", "tun": "", "khun": "", "sri": "", "ustaz": "", "ustad": "", "maulana": "", "mwalimu": "",
    "mx": "", "dr": "", "doctor": "", "prof": "", "professor": "",
}  # fmt: skip

# of these, the ones that are names too: forms of address only in front of all other words of a name
FIRST_ONLY = _set(
    "u ko maung daw don dom nana bo pan pani pak haji sri tun khun baba dona ratu dato lord lady dame sir"
)

# titles that stand before a name, by whom their holder speaks for
GOVERNMENT_TITLES = _set(
    "president sen senator sens senators rep reps representative representatives congressman congresswoman gov "
    "governor govs mayor minister premier chancellor speaker secretary ambassador judge justice sheriff king "
    "queen prince princess emperor sultan emir attorney-general del councilman councilwoman councillor councilor "
    "commissioner mp mep assemblyman regulator investigator prosecutors authorities first-lady assemblywoman "
    "alderman lawmaker lawmakers legislator parliamentarian cllr collector undersecretary"
)
MILITARY_TITLES = _set(
    "gen general lt lieutenant col colonel maj major capt captain sgt sergeant cpl corporal adm admiral brig "
    "brigadier cmdr commander marshal officer detective inspector constable superintendent"
)
RELIGIOUS_TITLES = _set(
    "rev reverend fr father sister pastor bishop archbishop cardinal pope rabbi imam sheikh ayatollah mullah deacon"
)
CORPORATE_TITLES = _set(
    "ceo cfo coo cto chairman chairwoman chair founder co-founder cofounder owner entrepreneur banker"
)
MEDIA_TITLES = _set(
    "pundit reporter correspondent journalist columnist anchor editor host commentator blogger author writer "
    "presenter broadcaster photographer podcaster"
)
EXPERT_TITLES = _set(
    "dean provost rector analyst economist historian pollster professor prof dr doctor scientist researcher "
    "fellow scholar strategist expert psychologist psychiatrist epidemiologist lecturer academic specialist "
    "physician surgeon meteorologist"
)
ADVOCACY_TITLES = _set("activist campaigner organizer organiser advocate unionist protester protesters")
POLITICAL_TITLES = _set(
    "candidate nominee contender frontrunner republican democrat democratic libertarian conservative labour gop "
    "leader chief whip hopeful delegate superdelegate"
)
PRIVATE_TITLES = _set(
    "caller commenter citizen questioner resident witness neighbor neighbour friend mother father mom mum dad son "
    "daughter sister brother wife husband widow parent student voter farmer shopkeeper teacher driver shopper "
    "nurse retiree pensioner grandmother grandfather uncle aunt cousin survivor victim patient attendee fan "
    "supporter girlfriend boyfriend newlywed tourist passenger technician electrician plumber carpenter mechanic "
    "welder waitress waiter barista bartender cook chef baker butcher fisherman fishmonger fisher seller vendor "
    "hairdresser barber tailor trucker operator cashier accountant gardener housewife homemaker miner steelworker "
    "laborer labourer builder porter cleaner caretaker receptionist intern apprentice pupil graduate freshman "
    "sophomore lifeguard commuter villager herder weaver potter rancher grower beekeeper shepherd stallholder "
    "hawker stallkeeper bricklayer seamstress customer follower wrestler nanny midwife goatherd cobbler "
    "blacksmith librarian janitor firefighter"
)
NEUTRAL_ROLES = _set(
    "spokesman spokeswoman spokesperson aide adviser advisor director manager executive head deputy official "
    "associate lawyer attorney member figure consultant counsel counselor assistant agent actor actress singer "
    "artist player coach engineer leader chief veteran planner coordinator administrator ex-president boss "
    "operative insider investigator prosecutor diplomat soldier fighter rebel militant commander clerk pundit "
    "critic opponent rival ally colleague partner client staffer envoy negotiator regulator trader investor "
    "billionaire businessman businesswoman man woman boy girl teenager guard cleric priest trustee treasurer "
    "translator chairperson vice-president secretary-general dictator ruler suspect defendant plaintiff employee "
    "worker source whistleblower enemy mogul tycoon politician star native incumbent newcomer socialist "
    "libertarian progressive donor impostor magnate developer millionaire novelist poet comedian lawman statesman "
    "congressperson assemblyperson hostess presidential-candidate barrister collector publican navigator "
    "solicitor undersecretary principal headmaster headmistress registrar magistrate ombudsman warden ranger "
    "curator conductor elder skipper pilot bosun harbourmaster subedar tehsildar sarpanch dj postman bookkeeper "
    "chairlady superintendent sp dsp asp captain striker goalkeeper midfielder referee abbot monk nun herdsman "
    "strongman spokesmonk"
)
TITLES = (
    frozenset(HONORIFICS)
    | GOVERNMENT_TITLES
    | MILITARY_TITLES
    | RELIGIOUS_TITLES
    | CORPORATE_TITLES
    | MEDIA_TITLES
    | EXPERT_TITLES
    | ADVOCACY_TITLES
    | POLITICAL_TITLES
    | PRIVATE_TITLES
    | NEUTRAL_ROLES
)
# ordinary people and trades that speak for nobody but themselves
ORDINARY_PEOPLE = _set(
    "lawyer attorney actor actress singer player people man woman person kid child percent majority public "
    "everyone nobody worker employee community"
)
# roles that speak for whatever body stands beside them ("director of the union", "White House press secretary")
ANSWERABLE = _set(
    "spokesman spokeswoman spokesperson aide official adviser advisor member director head manager executive "
    "president leader chief associate secretary chairman chairwoman chair staffer"
)
# words that may stand between a determiner and a role noun without being one
MODIFIERS = _set(
    "science former ex ex- then acting interim deputy vice assistant associate senior junior chief prime foreign "
    "presidential vice-presidential gubernatorial senatorial congressional executive press campaign party "
    "security defense defence national state city county federal local political military official non-resident "
    "retired late current longtime veteran top general finance health interior education economic fellow rival "
    "independent running tech technology policy communications media managing founding human rights majority "
    "minority ranking new incumbent gold-star technical legal medical research financial board committee panel "
    "city-council"
)
# titles that are surnames too: "Stephen King", "Alexander Pope"
SURNAME_TITLES = _set(
    "weaver potter butcher carpenter builder miner tailor barber mason dean star king pope judge bishop prince "
    "major marshal cardinal deacon chancellor chambers sergeant host singer farmer baker cook carter porter "
    "archer hunter fisher gardener page abbott parson constable driver shepherd miller"
)
WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _set("january february march april may june july august september october november december")
ABBREVIATED = marks.ABBREVIATED
# what a "secretary of" or "minister of" looks after
PORTFOLIOS = _set(
    "state defense defence treasury justice energy health education labor labour commerce agriculture "
    "transportation transport interior homeland security foreign affairs finance culture economy staff war "
    "information oil relations operations communications studies research policy development programs programmes"
)
SUFFIXES = _set("jr sr ii iii iv v phd md esq mp obe")
PARTICLES = _set(
    "de da do dos das los las del della di du des der den van von zu zur ter ten la le el al bin ibn bint ben abu "
    "y e of"
)
HE_WORDS = _set(
    "he him his himself spokesman chairman congressman councilman assemblyman businessman father son brother "
    "husband king prince man boy dad uncle grandfather boyfriend actor widower"
)
SHE_WORDS = _set(
    "she her hers herself spokeswoman chairwoman congresswoman councilwoman assemblywoman businesswoman mother "
    "daughter sister wife queen princess woman girl mom mum aunt grandmother girlfriend actress widow"
)
# nouns that mean the same office or thing; the first of each line stands for all
SYNONYMS: dict[str, str] = {
    word: group.split()[0]
    for group in (
        "lawyer attorney counsel",
        "spokesman spokeswoman spokesperson",
        "senator sen",
        "representative rep congressman congresswoman",
        "governor gov",
        "ceo executive",
        "professor prof",
        "adviser advisor",
        "committee panel",
        "poll survey",
        "general gen",
        "reverend rev pastor",
        "candidate nominee contender",
        "newspaper paper",
        "company firm",
    )
    for word in group.split()
}

# names of bodies: a capitalised run that holds one of these words names an organization
GOVERNMENT_BODIES = _set(
    "kingdom governments department ministry government administration bureau agency senate congress parliament "
    "court police commission house cabinet authority treasury pentagon kremlin knesset bundestag duma force "
    "forces army navy military fbi cia nsa epa irs cdc nato eu un state embassy council committee subcommittee "
    "service guard assembly legislature patrol directorate fdic customs sec fda ice dea atf tsa fema nasa fed "
    "reserve police-department white-house city county municipality office caucus nation nations country sheriff"
)
# what the news calls a body just spoken of
BODY_EPITHETS = {
    "company": "corporate", "firm": "corporate", "bank": "corporate", "airline": "corporate", "retailer": "corporate",
    "manufacturer": "corporate", "carmaker": "corporate", "automaker": "corporate", "startup": "corporate",
    "union": "advocacy", "federation": "advocacy", "charity": "advocacy", "group": "advocacy",
    "organization": "advocacy", "organisation": "advocacy", "association": "advocacy", "alliance": "advocacy",
    "foundation": "advocacy", "network": "media", "newspaper": "media", "paper": "media", "channel": "media",
    "magazine": "media", "broadcaster": "media", "agency": "government", "ministry": "government",
    "university": "academic_expert", "institute": "academic_expert", "party": "political", "militia": "armed_group",
}  # fmt: skip
# bodies that belong to one person: "his campaign"
OWNED_BODIES = _set("campaign administration government cabinet foundation office company party ministry")
POLITICAL_BODIES = _set("party campaign rnc dnc coalition democrats republicans tories")
MEDIA_BODIES = _set(
    "times post journal news herald tribune observer gazette telegraph guardian independent reuters afp bloomberg "
    "cnn bbc nbc cbs abc msnbc npr pbs fox politico politifact realclearpolitics breitbart buzzfeed magazine "
    "newspaper network radio television tv press outlet outlets media chronicle globe weekly broadcaster upi "
    "xinhua tass interfax aljazeera jazeera slate salon vox axios monde figaro spiegel economist wire paper "
    "website channel"
)
EXPERT_BODIES = _set(
    "university college institute institution school academy laboratory lab hospital clinic observatory think- "
    "tank centre center gallup harvard yale oxford cambridge stanford princeton pew researchers"
)
ADVOCACY_BODIES = _set(
    "alliance union federation foundation association naacp aclu greenpeace amnesty church mosque synagogue "
    "charity ngo movement teamsters unions advocacy watch league society fund trust diocese brotherhood "
    "sisterhood unicef oxfam"
)
CORPORATE_BODIES = _set(
    "holding mining marine shipping foods steel telecom pharma logistics capital ventures sac srl spa bhd pvt "
    "ltda limited inc corp corporation company co ltd llc plc gmbh group bank airlines airways motors industries "
    "holdings partners enterprises google facebook microsoft amazon apple twitter firm brand automaker insurer "
    "retailer manufacturer startup"
)
ARMED_BODIES = _set(
    "militia brigade brigades taliban isis isil daesh al-qaeda hezbollah hamas al-shabaab cartel gang front jihad "
    "ansar rebels insurgents martyrs islamists guerrillas"
)
NEUTRAL_BODIES = _set(
    "board organization organisation panel body institution team club conference summit chamber consortium "
    "project program programme initiative task-force forum international worldwide"
)
BODIES = (
    GOVERNMENT_BODIES
    | POLITICAL_BODIES
    | MEDIA_BODIES
    | EXPERT_BODIES
    | ADVOCACY_BODIES
    | CORPORATE_BODIES
    | ARMED_BODIES
    | NEUTRAL_BODIES
)
# capitalised runs that hold one of these name no one who could speak
THINGS = _set(
    "act amendment war day street avenue road bill law treaty agreement debate election elections convention "
    "games cup prize award age week month year god january february march april june july august september "
    "october november december monday tuesday wednesday thursday friday saturday sunday fame plan deal accord "
    "lives stadium park square bridge strip boulevard plaza district airport hotel river lake sea ocean mountain "
    "mountains island islands desert county muslims christians jews americans medicare medicaid obamacare "
    "facebook twitter"
)
# of these, the ones that people are called by: "Ada Park", "Tom Street"
SURNAME_THINGS = _set("park street lake bridge day april may june august")
# states that news speaks of as actors ("China said"); a name among them is an organization, a government
COUNTRIES = _set(
    "afghanistan albania algeria argentina armenia australia austria azerbaijan bangladesh belarus belgium "
    "bolivia brazil britain bulgaria cambodia cameroon canada chile china colombia croatia cuba cyprus denmark "
    "ecuador egypt eritrea estonia ethiopia finland france georgia germany ghana greece guatemala haiti honduras "
    "hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kuwait "
    "laos latvia lebanon libya lithuania mali malaysia mexico moldova mongolia morocco mozambique myanmar namibia "
    "nepal netherlands nicaragua niger nigeria norway oman pakistan panama paraguay peru philippines poland "
    "portugal qatar romania russia rwanda senegal serbia singapore slovakia slovenia somalia spain sudan sweden "
    "switzerland syria taiwan tanzania thailand tunisia turkey uganda ukraine uruguay venezuela vietnam yemen "
    "zambia zimbabwe uk us usa u.s u.k moscow beijing washington brussels pyongyang tehran ankara kyiv kiev "
    "berlin madrid tokyo seoul delhi islamabad baghdad damascus cairo riyadh warsaw budapest athens jakarta hanoi "
    "canberra ottawa"
)
# adjectives and nouns of one party -> the party; descriptions of different parties mean different people
PARTIES: dict[str, str] = {
    "republican": "republican", "gop": "republican", "democratic": "democratic", "democrat": "democratic",
    "libertarian": "libertarian", "green": "green", "conservative": "conservative", "tory": "conservative",
    "labour": "labour", "socialist": "socialist",
}  # fmt: skip
PLACE_PREPOSITIONS = _set("in near at across around throughout outside inside into")

DOCUMENTS = _set(
    "report reports poll polls survey surveys study studies letter letters transcript transcripts statement "
    "statements email emails e-mail e-mails memo memos document documents article articles book books commentary "
    "editorial editorials data figures average averages statistics research findings evidence records record "
    "complaint lawsuit filing filings indictment affidavit tweet tweets post posts website leaflet bulletin "
    "analysis headline headlines story stories column review dossier cable cables census estimate estimates paper "
    "papers video footage text note notes order ruling law bill constitution treaty charter proposal plan "
    "platform ad ads release account accounts op-ed magazine rumors rumours speculation item items ticket tickets "
    "polling probe investigation inquiry agreement legislation verdict blog podcast recording interview "
    "interviews lawsuits"
)
GROUP_NOUNS = _set(
    "people others many some most few several both percent majority minority group groups crowd crowds public "
    "police everyone everybody community family couple pair dozens hundreds thousands millions half third quarter "
    "number republicans democrats conservatives liberals americans men women children staff electorate media "
    "press rest all jury faction factions opposition scores personnel delegation sources critics"
)
# nouns that say no more than that somebody, or something written, said so
GENERIC_SOURCES = _set(
    "source sources report reports official officials critic critics people observer observers expert experts "
    "analyst analysts insider insiders rumor rumors rumour rumours media others many some most everyone everybody "
    "someone somebody anyone nobody commentator commentators witness witnesses authorities "
    "accounts speculation allegations claims suggestions estimates studies polls documents data "
    "unconfirmed reportedly"
)
# a "copy of the memo" is the memo
COPIES = _set("copy copies result results version text transcript draft part excerpt excerpts series number")
# people by what they are, in capitals and yet no names
DEMOGRAPHICS = _set(
    "locals villagers residents hispanics latinos latinas blacks whites asians americans african-americans "
    "muslims christians catholics evangelicals jews hindus sikhs buddhists millennials millenials europeans "
    "africans arabs kurds immigrants migrants refugees women men youth youths ones generation voters "
    "republicans-and-democrats"
)
# adjectives of lands and peoples, and of the compass: two together name no person ("Mexican American")
PEOPLES = _set(
    "american mexican african asian european latin native black white hispanic latino arab jewish muslim "
    "christian indian chinese russian british french german italian spanish canadian australian israeli "
    "palestinian iranian iraqi syrian turkish egyptian saudi korean japanese north south east west northern "
    "southern eastern western new"
)
QUANTITIES = _set(
    "many some most several few half all none both number majority minority group groups percent third quarter "
    "dozens hundreds thousands millions lots plenty two three four five six seven eight nine ten one each any "
    "others handful pair crowd crowds couple bunch section share proportion"
)
PERSON_NOUNS = TITLES - _set("general major chief leader speaker") | _set(
    "general major chief leader speaker person someone anyone somebody nobody guy individual human child kid"
)
# roles of no office, which a paragraph's main person goes by without having been called so before
EPITHETS = PERSON_NOUNS - (
    GOVERNMENT_TITLES
    | MILITARY_TITLES
    | _set(
        "spokesman spokeswoman spokesperson lawyer attorney counsel aide adviser advisor deputy assistant secretary "
        "mother father mom mum dad son daughter sister brother wife husband widow parent grandmother grandfather uncle "
        "aunt cousin neighbor neighbour friend girlfriend boyfriend witness victim patient survivor resident student "
        "passenger tourist shopper suspect defendant plaintiff source whistleblower person someone somebody anyone "
        "anybody nobody individual human child kid guy enemy prosecutor diplomat soldier guard clerk translator "
        "staffer insider imam priest pastor bishop rabbi worker employee member official nurse teacher driver "
        "general major pope king queen prince princess"
    )
)
# things of a person that speak in the person's stead: "in his eyes"
METONYMS = _set("eyes view views mind opinion words voice lips mouth heart tongue head judgment judgement")

# words that open a sentence in capitals without being names
FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | _set(
        "and but or nor so yet if when while as because since although though unless until after before once where "
        "whether however moreover meanwhile nevertheless instead indeed also still then thus therefore now here there "
        "today yesterday tomorrow later earlier last next first second third finally despite during following "
        "according without like unlike not no yes never even only just perhaps maybe what who whom whose which why "
        "how it he she they we i you me him them us is are was were be been being do does did done has have had will "
        "would can could shall should may might must let don't didn't isn't it's that's there's he's she's we're "
        "they're i'm i've many most several few both all others more less much such none everyone nobody anyone "
        "someone something nothing everything everybody anything somebody anybody seriously asked given based "
        "speaking recent previous other two three four five six seven eight nine ten nearly about almost roughly "
        "fewer senior top former local back well oh ok thank thanks please up down out off through upon along beyond "
        "toward towards throughout"
    )
)
# verbs that come right after a subject; with the endings -s, -ed and -ing they tell subjects from the rest
VERBS = _set(
    "is are was were be has have had do does did will would can could may might must should said told went came "
    "made took gave got saw knew thought found left felt kept let began ran held led won lost met wrote spoke "
    "stood"
)
THIRD_PERSON = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
}  # fmt: skip
PLURALS = _set("they them their theirs themselves these those both")
FIRST_PERSON = _set("i me my mine myself we us our ours ourselves")
NEUTERS = _set("it its itself")
RELATIVES = _set("who whom whose which that")
PRONOUNS = frozenset(THIRD_PERSON) | PLURALS | FIRST_PERSON | NEUTERS | RELATIVES | _set("you your yours")
