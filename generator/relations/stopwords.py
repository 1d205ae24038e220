"""Words and phrases that do not tell what a paper is about: data for `phrases`.

They are compared folded (`text.phrases.fold_words`): one form stands for its plural and spellings.
"""

from __future__ import annotations

from generator.text.phrases import fold_words


def _folded(text: str) -> frozenset[str]:
    return frozenset("".join(fold_words(word)) for word in text.split())


GRAMMAR = _folded("""
    a about above across after again against ain al all along also although always am among an and
    another any are around as at away be became because become been before being below beside
    between beyond both but by can cannot could did do does doing don done down due during e each
    eg eight either else et etc even ever every for from further furthermore g had has have having
    he hence her here him his how however i ie if ii iii in indeed instead into is it its itself
    just k least less let like m may me might more moreover most much must my n namely neither
    never nevertheless no none nor not now of off often on once one only onto or other our out
    over own per perhaps quite rather s same see seem seen seven several shall she should since
    six so some still such t ten than that the their them then there thereby therefore these they
    thing this those though through throughout thus to together too toward two under unlike until
    up upon us very via vs was way we well were what when where whereas whether which while who
    whole whom whose why will with within without won would x yet you your
""")
"""Words of grammar."""

PAPERESE = _folded("""
    abilities able abstract accelerate accelerated accelerating access accessible accordingly
    account accurate accurately achieve achieved achieving acquire act actual actually adapted
    adapting add added adding addition additional additionally address addressed addressing
    adequate adopt adopted adopting advance advanced advancement advancing advantage affect aim
    aimed aiming allow allowed allowing alone already alternative ambiguous amount analyse analyze
    analyzed analyzing appear applicability applicable application applied applies applying
    approach appropriate architectural area areas argue aspect assess assessed assessing
    assessment associated assume assumption attempt attract available average avoid avoiding base
    based baseline basic basis behind believe benefit best better big billion boost boosting
    bottleneck bridge bridging bring bringing broad broader build building built call called came
    capabilities capable capacity capture captured capturing care careful carefully carry case
    categorized caused causing central centric certain challenge challenged challenging changing
    characteristics characterize choose clear clearly close closed closely closer closing collect
    collected collecting com combination combine combined combining come common commonly community
    comparable comparative compare compared comparing comparison competitive complete completely
    complex comprehensive comprehensively comprise comprised comprising conclude conduct conducted
    conducting consider considerable considerably considered considering consist consistent
    consistently consisting constitute construct constructed constructing contain containing
    contrast contribute contribution conventional core correctly correspond corresponding costly
    cover covering create created creating critical crucial curate curated current currently deal
    decrease deeper deeply define defined degrade degree deliver delivering demand demanding
    demonstrate demonstrated demonstrating depend dependent depending derive derived describe
    described designed designing desired despite detailed determine develop developed developing
    development devise differ difference different differently difficult difficulties direct
    direction directly discuss discussed distinct distinguish diverse dozens drastically driven
    ease easily easy effective effectively effectiveness efficacy efficient efficiently effort
    emerge emerged emergence emerging emphasis emphasize empirical empirically employ employed
    employing enable enabled enabling encompass encompassing encounter encourage enhance enhanced
    enhancement enhancing enough enrich ensure ensuring entire entirely equally equip equipped
    especially essential essentially establish established establishing evaluate evaluated
    evaluating evident examine examined examining example exceed exceeding excel excellent
    exceptional excessive exhibit exhibited exhibiting exist existing expand expanded expanding
    expected expensive experimental experimentally explain explicit explicitly exploit exploiting
    explore explored exploring expose extend extended extending extensive extensively extent extra
    extract extremely faced facilitate facilitated facilitating facing fact fail failing fairly
    fall far faster favorable feasibility feasible fewer final finally find finding five fix
    flexibility flexible focus focused focuses focusing follow followed following force formulate
    formulated formulating forward found four framework frequently friendly fully fundamental
    fundamentally future gained generalizability generalizable generally generate generated
    generating github give given giving goal good grabbing gradually great greater greatly grow
    growing growth guarantee guide hand handle handling heavily help helpful helping higher
    highest highlight highlighted highlighting highly hinder hindered hold hope http huge hundred
    idea ideal ideas identification identified identifies identifying illustrate impact implement
    implementation implemented implementing implication implicitly importance important
    importantly impose impressive improve improved improvement improving inadequate include
    included including incorporate incorporated incorporating incorrect increase increased
    increasing increasingly independent independently indicate indicated indicating individual
    inefficient influence inherent inherently initial initially innovation innovative insight
    inspire inspired insufficient integrate integrated integrating intensive interest interesting
    interestingly intricate introduce introduced introducing introduction intuitive investigate
    investigated investigating investigation involve involved involving io issue kind know known
    lack lacking large largely larger largest last later latter lay lead leading leave led left
    leverage leveraged leveraging lie limit limitation limited limiting little longer look lower
    made main mainly maintain maintained maintaining major majority make making manner many
    maximum meaningful meanwhile measure measured measuring meet mentioned merely method
    methodologies metric million minimal minimum mitigate mitigated mitigating moderate modern
    modification motivate motivated move multiple naive near nearly necessary necessitate need
    needed needing new newly next notable notably novel number numerous observe observed obtain
    obtained obtaining occur offer offered offering opportunities org original otherwise outcome
    outperform outperformed outperforming overall overcome overcoming overlook overlooked page
    paradigm part partial partially particular particularly past pave paving people percent
    percentage perform performed performing perspective phenomenon pipeline pivotal platform
    plausible play poor poorly popular pose posed possess possibility possible potential
    potentially powerful pp practical practice practitioners precise precisely preliminary
    presence present presented presenting preserve preserved preserving prevent previous
    previously primarily primary principled prioritize prioritizing procedure processed processing
    produce produced producing profound progress project prominent promise promising promote
    promoting prone proper properly propose proposed proposing prove proved proven provide
    provided providing public publicly purpose pursue put qualitative quantify quantitative
    quantitatively quickly raise range ranging rapid rapidly rarely reach reached reaching readily
    ready realistic realize reasonable receive received recent recently recognized reduce reduced
    reducing refer referred regarding regardless relate related relative relatively release
    released releasing relevant reliable reliably reliance relied relies relying remain remaining
    remarkable remarkably report reported require required requirement requiring researcher
    respect respective respectively rest result resulted resulting rethink rethinking reveal
    revealed revealing revisit revisiting rich rigorous rise robust robustly running scalability
    scaled scope seek seemingly selected separate serve served serving setting setup severe shed
    shift show showcase showcased showcasing showed showing shown side significance significant
    significantly similar similarly simple simpler simplicity simplify simply simultaneous
    simultaneously situation slight slightly smaller solely solid solution solve solved solving
    sophisticated sourced special specialized specifically spite start starting stem
    straightforward strategic strategies strength strict strike strong stronger strongly struggle
    studied studies studying subsequent subsequently substantial substantially succeed success
    successful successfully suffer suffering sufficient sufficiently suggest suggested suggesting
    suitable suite superior superiority support supported supporting surpass surpassed surpassing
    surprising surprisingly synergistic systematic systematically tackle tackled tackling tailored
    take taken taking targeted targeting task technical technique technologies tend term tested
    theoretical theoretically third thorough thoroughly thousand three today total traditional
    traditionally transformative treat tried true try turn type typical typically ubiquitous
    ultimately unable underexplored undergo underlying underscore underscoring understand
    unexplored unified unify unifying unique unprecedented unresolved used useful usefulness using
    usual usually utilization utilize utilized utilizing valid validate validated validating
    valuable variation varied variety various vary varying vast verified verify versatile
    versatility version viable view vital want weak weakness website wide widely widespread work
    working worse worst worth write www years yield yielded yielding
""")
"""Words by which any paper speaks of itself; nobody looks for papers by them."""

COMMON = _folded("""
    accuracy adapt adaptation adaptive agent ai algorithm aligned aligning alignment analysis
    annotation answer architecture art artificial automated automatic automatically aware behavior
    bench benchmark benchmarking candidate categories category cause center chain change choice
    class code coherence coherent collection complexity component computation computational
    compute computer concept condition consistency constraint construction content context
    contextual continuous control corpus correct cost cross data dataset decision deep degradation
    demonstration deployment depth description design detail discover discovered distribution
    diversity domain downstream drive driving dynamic dynamically effect efficiency end
    environment error evaluation execution experience experiment expert exploration extension
    external face factor fast feature feed feedback few fidelity field fine first flow form formal
    format foundation foundational free frontier full function gain gap general generalization
    generalize generation generative global grained group guided guiding hard high human hybrid
    hypothesis image implicit inference information input instance instruct instruction
    integration intelligence intelligent interaction interactive interface iterative key knowledge
    language layer learn learned learning length level lightweight line linear llm local long loss
    low machine mask match matching mean mechanism memory mind model modeled modeling module multi
    multimodal multimodality natural network neural object objective observation open optimal
    optimization optimize optimized optimizing order output overview pair paired paper parallel
    parameter path pattern perception performance phase place planning point policies position
    post pre precision predict predicting prediction preference principle prior problem process
    progressive prompt properties quality quantity query question random rate real reason
    reasoning reduction reference region reliability representation research resolution resource
    response robustness role rule run sample sampling scalable scale scaling scenario science
    scientific score search second select selection self semantic sequence series set short signal
    single size small source space spatial specific speed stage standard state step structure
    structured subject survey synthetic system target temporal test text textual think thinking
    time token tool top train trained training transfer transform trend understanding use user
    utility value variable variant verification vision visual word world zero
""")
"""Words so common among papers that they tell something only beside another."""

_HOLLOW = """
    AI model, AI system, LLM based, art LLM, art method, art model, art performance, art result,
    code and data, code and dataset, code and model, code model, computational cost, data and code,
    data and model, deep learning, domain specific, end to end, fine grained, first step, first
    time, generative model, high level, high quality, human evaluation, language model, long
    standing, low cost, low level, machine learning, model and code, model and data, model and
    dataset, model size, model to learn, model train, model trained, model training, natural
    language, network trained, network training, neural network, open source, real time, real
    world, real world application, real world data, real world scenario, small scale, step by step,
    synthetic data, test set, time cost, training data, training language, training language model,
    training process, training set, use case, world application, world data, world scenario
"""

HOLLOW = frozenset(" ".join(fold_words(phrase)) for phrase in _HOLLOW.split(","))
"""Phrases that any paper may have."""
