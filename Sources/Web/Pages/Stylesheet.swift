import Crypto
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore

/// The one style sheet of all pages: light and dark, readable at 320 px and when printed.
///
/// Its address holds its own hash, so that browsers keep it until it changes.
enum Stylesheet {
  static let text = [
    frame, parts, catalogue, claiming, verifying, badgePages, reports, feedPages, holdPages,
    printing,
  ]
  .joined(separator: "\n")

  static let path: String = {
    let digest = SHA256.hash(data: Array(text.utf8))
    let hash = String(decoding: Base64URL.encode(Array(digest)), as: UTF8.self).prefix(16)
    return "/style-\(hash).css"
  }()

  static func add(to router: Router<WebContext>) {
    router.get(RouterPath(path)) { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "text/css; charset=utf-8",
          .cacheControl: "public, max-age=31536000, immutable",
        ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
  }

  /// Colours, type, the frame around every page.
  private static let frame = """
    :root {
      color-scheme: light dark;
      --ink: #1b1f24; --quiet: #4d5661; --paper: #fff; --ground: #f4f5f7; --line: #767f89; --edge: #d3d8de;
      --link: #0b4f9c; --accent: #0b4f9c; --on-accent: #fff;
      --good: #116329; --good-ground: #e3f5e8; --bad: #a40e26; --bad-ground: #fdeaec;
      --warn: #7a4b00; --warn-ground: #fff3d6;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ink: #e8eaed; --quiet: #b3bac2; --paper: #16191d; --ground: #1f2328; --line: #8b949e; --edge: #3a4149;
        --link: #8ab8f5; --accent: #8ab8f5; --on-accent: #10141a;
        --good: #7bd88f; --good-ground: #12301b; --bad: #ff9aa5; --bad-ground: #3a1519;
        --warn: #f2c76b; --warn-ground: #33270a;
      }
    }
    *, *::before, *::after { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 1.0625rem/1.55 system-ui, "Noto Sans", "DejaVu Sans", sans-serif;
      overflow-wrap: break-word; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    header.site, footer.site { background: var(--ground); }
    header.site nav { max-width: 60rem; margin: 0 auto; padding: .75rem 1rem; display: flex;
      flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; }
    header.site .home { font-weight: 600; margin-right: auto; text-decoration: none;
      color: var(--ink); }
    header.site ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem;
      margin: 0; padding: 0; }
    header.site a { display: inline-block; padding: .25rem 0; }
    footer.site p { max-width: 60rem; margin: 0 auto; padding: 1rem; color: var(--quiet); }
    .skip { position: absolute; left: -100vw; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
    h1 { font-size: clamp(1.5rem, 1.2rem + 1.5vw, 2.1rem); line-height: 1.2; margin: .5rem 0 1rem; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 2rem 0 .75rem; }
    h3 { font-size: 1.1rem; margin: 1.25rem 0 .5rem; }
    a { color: var(--link); text-underline-offset: .15em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    img { max-width: 100%; height: auto; }
    pre { white-space: pre-wrap; font: inherit; }
    code, .code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em;
      overflow-wrap: anywhere; }
    .quiet { color: var(--quiet); }
    """

  /// What pages are made of.
  private static let parts = """
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0;
      border-bottom: 1px solid var(--line); }
    .scroll { overflow-x: auto; }
    dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr;
      gap: .35rem 1.25rem; margin: 1rem 0; }
    dl.facts dt { color: var(--quiet); }
    dl.facts dd { margin: 0; }
    @media (max-width: 30rem) {
      dl.facts { grid-template-columns: 1fr; gap: 0; }
      dl.facts dd { margin-bottom: .6rem; }
    }
    .card { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; background: var(--paper); }
    .cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr));
      list-style: none; margin: 1rem 0; padding: 0; }
    .tags { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0; padding: 0; }
    .tags li { border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .7rem; font-size: .95rem; }
    .notice { border-left: .3rem solid var(--accent); background: var(--ground); padding: .75rem 1rem; margin: 1rem 0; }
    .notice.good { border-color: var(--good); background: var(--good-ground); color: var(--good); }
    .notice.bad { border-color: var(--bad); background: var(--bad-ground); color: var(--bad); }
    .notice.warn { border-color: var(--warn); background: var(--warn-ground); color: var(--warn); }
    .notice a { color: inherit; }
    .tags a, .notice li > a:only-child, main > nav a:only-child, dd > a:only-child,
    main li > a:only-child, main p > a:only-child, .program h2 a, .more a { display: inline-block; min-height: 1.5rem; }
    ul.tree, ul.tree ul { list-style: none; margin: 0; padding-left: 1.1rem; border-left: 1px solid var(--line); }
    ul.tree { padding-left: .75rem; }
    ul.tree li { margin: .35rem 0; }
    .actions { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; padding: 0; list-style: none; }
    button, .button { display: inline-block; font: inherit; font-weight: 600; cursor: pointer;
      min-height: 2.75rem; padding: .55rem 1.1rem; border: 2px solid var(--accent); border-radius: .4rem;
      background: var(--accent); color: var(--on-accent); text-decoration: none; }
    button.second, .button.second { background: transparent; color: var(--link); }
    label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
    label.check { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; margin: .5rem 0; }
    input:not([type=checkbox], [type=radio]), select, textarea { font: inherit; width: 100%;
      max-width: 36rem; min-height: 2.75rem; padding: .5rem .7rem; border: 1px solid var(--line);
      border-radius: .4rem; background: var(--paper); color: var(--ink); }
    input[type=checkbox], input[type=radio] { width: 1.5rem; height: 1.5rem; flex: none; margin: .1rem 0; }
    fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: .5rem 1rem 1rem; }
    legend { font-weight: 600; padding: 0 .4rem; }
    .hint { color: var(--quiet); font-size: .95rem; margin: .2rem 0; }
    """

  /// The catalogue, programs, pathways and the suggestion form.
  private static let catalogue = """
    form.search { display: grid; gap: .25rem 1rem; align-items: end;
      grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); }
    form.search .wide { grid-column: 1 / -1; }
    form.search input, form.search select { max-width: none; }
    form.search label { margin-top: .5rem; }
    details { margin: 1rem 0; }
    summary { cursor: pointer; padding: .35rem 0; font-weight: 600; }
    h2.small { font-size: 1rem; margin: 1rem 0 .25rem; }
    .program h2 { font-size: 1.15rem; margin: .5rem 0 .25rem; }
    .program p { margin: .25rem 0 .5rem; }
    .program img { display: block; border-radius: .5rem; }
    .program img, .programhead img { color: var(--quiet); font-size: .85rem; background: var(--ground); }
    .programhead { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
    .programhead > div { flex: 1 1 20rem; min-width: 0; }
    .programhead img { border-radius: .5rem; }
    .actions.more { margin-top: 2.5rem; gap: .5rem 1.5rem; }
    .pager .place { padding: .65rem 0; }
    .tree .need { font-weight: 600; }
    .pathway { display: block; width: 100%; max-width: 24rem; height: auto; margin: 1rem 0; }
    .pathway text { fill: currentColor; font-size: 15px; font-weight: 600; }
    .pathway text.note { font-weight: 400; font-size: 14px; }
    .pathway a { color: var(--link); }
    .pathway rect { fill: var(--ground); stroke: var(--line); stroke-width: 1; }
    .pathway a.here rect { stroke: var(--accent); stroke-width: 3; }
    .pathway a:hover text, .pathway a:focus text { text-decoration: underline; }
    .pathway a:focus-visible { outline: 3px solid var(--accent); }
    .pathway a:focus-visible rect { stroke: var(--accent); stroke-width: 4; }
    .pathway .edge { fill: none; stroke: var(--line); stroke-width: 2; }
    .pathway .head { fill: var(--line); }
    .unseen { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden; }
    """

  /// Claiming a badge.
  private static let claiming = """
    .choice label { display: flex; gap: .75rem; align-items: flex-start; }
    .qr svg { display: block; width: min(18rem, 100%); height: auto; }
    """

  /// The result of verifying a badge.
  private static let verifying = """
    .checks td.good { color: var(--good); font-weight: 600; }
    .checks td.bad { color: var(--bad); font-weight: 600; }
    .checks td + td { overflow-wrap: anywhere; }
    """

  /// A badge, its verification, its frame on other sites, and a learner's own badges.
  private static let badgePages = """
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .badge-head { display: grid; grid-template-columns: minmax(10rem, 18rem) 1fr; gap: 1rem 2.5rem;
      align-items: center; margin: .5rem 0 1.5rem; }
    .badge-picture { display: block; width: 100%; max-width: 18rem; margin: 0 auto; }
    .badge-head h1 { font-size: clamp(1.7rem, 1.2rem + 2.4vw, 2.6rem); margin: .1rem 0 .6rem; }
    .badge-head p { margin: .3rem 0; }
    .eyebrow { color: var(--quiet); font-weight: 600; letter-spacing: .02em; }
    .holder { font-size: 1.25rem; }
    .badge-columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(14rem, 20rem);
      gap: 1rem 2.5rem; align-items: start; border-top: 1px solid var(--edge);
      padding-top: .5rem; }
    .badge-columns h2 { margin-top: 1.4rem; }
    .aside { margin-top: 1.4rem; background: var(--ground); border-color: transparent; }
    .aside h2 { margin: 0 0 .5rem; font-size: 1.1rem; }
    .aside dl { margin: 0; }
    .aside dt { color: var(--quiet); font-size: .92rem; margin-top: .7rem; }
    .aside dd { margin: 0; }
    ul.plain { list-style: none; padding: 0; margin: .5rem 0; }
    ul.plain > li { padding: .6rem 0; border-bottom: 1px solid var(--edge); }
    ul.plain > li:last-child { border-bottom: 0; }
    ul.plain span { display: block; }
    ul.plain span.code { display: inline-block; }
    .aside dd a, .own-badge p > a, ul.plain a { display: inline-block; padding: .1rem 0; }
    a.out { display: inline-block; padding: .15rem 0; }
    textarea { display: block; min-height: 6rem; }
    .steps { list-style: none; padding: 0; }
    .steps li { border-left: .3rem solid var(--good); padding: .35rem 1rem; margin: .6rem 0; }
    .steps li.bad { border-color: var(--bad); background: var(--bad-ground); }
    .steps strong { display: block; color: var(--good); }
    .steps li.bad strong, .steps li.bad span { color: var(--bad); }
    .notice p { margin: 0 0 .25rem; }
    .notice p:last-child { margin: 0; }
    .own-badge { margin: 1.5rem 0; padding: 1.25rem; }
    .own-badge h2 { margin-top: 0; }
    .state { display: inline-block; font-weight: 600; margin: .2rem 0; }
    .state.good { color: var(--good); } .state.bad { color: var(--bad); }
    .state.warn { color: var(--warn); }
    label.check .hint { display: block; margin: 0; }
    body.embed main { display: flex; gap: 1rem; align-items: center; padding: 1rem; }
    body.embed img { width: clamp(4rem, 30vw, 9rem); flex: none; }
    body.embed h1 { font-size: 1.2rem; margin: 0 0 .3rem; }
    body.embed p { margin: .1rem 0; font-size: .95rem; }
    body.embed a { display: inline-block; padding: .2rem 0; }
    @media (max-width: 44rem) {
      .badge-head, .badge-columns { grid-template-columns: minmax(0, 1fr); }
      .badge-picture { max-width: 13rem; }
    }
    """

  /// Reports: wide tables in a frame that scrolls by itself, and the chart. A page with one takes
  /// more of a wide window, so that its columns stand side by side.
  private static let reports = """
    main:has(> .report) { max-width: 84rem; }
    .report { position: relative; margin: 1rem 0; }
    .report caption { text-align: left; font-weight: 600; padding: .25rem 0 .5rem; }
    .report th, .report td { padding: .4rem .75rem .4rem 0; }
    .report thead th { vertical-align: bottom; font-size: .95rem; }
    .report .number { text-align: right; font-variant-numeric: tabular-nums; }
    .report tbody th { font-weight: 400; min-width: 9rem; overflow-wrap: anywhere; }
    .report tfoot th, .report tfoot td { font-weight: 700; border-bottom: 0; }
    .report td a { display: inline-block; min-width: 1.5rem; min-height: 1.5rem; }
    .report td.code, .report td.day { white-space: nowrap; }
    .chart { display: block; width: 100%; max-width: 30rem; height: auto; margin: 1rem 0; }
    dl.definitions dt { font-weight: 600; margin-top: .75rem; }
    dl.definitions dd { margin: 0; max-width: 44rem; }
    @media print {
      .report { overflow: visible; }
      .report table, .report thead th { font-size: .7rem; }
      .report th, .report td, .report td.code, .report td.day { padding-right: .3rem;
        white-space: normal; overflow-wrap: anywhere; }
      .report tbody th { min-width: 0; }
    }
    """

  /// The registrar's feed.
  private static let feedPages = """
    .feed-card { margin: 1rem 0; }
    .feed-card h2 { margin-top: 0; }
    .feed-totals { max-width: 40rem; }
    .feed-totals td { font-variant-numeric: tabular-nums; }
    .notice h2 { margin: 0 0 .5rem; font-size: 1.1rem; }
    .notice ul { margin: .25rem 0; padding-left: 1.25rem; }
    .notice li a { display: inline-block; min-width: 1.5rem; min-height: 1.5rem; }
    .notice .positions { display: block; }
    td .hint, th .hint { display: block; font-weight: 400; }
    .scroll tbody th { min-width: 7rem; overflow-wrap: anywhere; }
    main a[aria-current="page"] { font-weight: 700; text-decoration-thickness: .15em; }
    .scroll time { white-space: nowrap; }
    .scroll th > a { display: inline-block; min-width: 1.5rem; min-height: 1.5rem; }
    td .hint.bad { color: var(--bad); }
    td.state { display: table-cell; }
    """

  /// Holds, and what they keep back.
  private static let holdPages = """
    .held td { min-width: 6rem; }
    .held th .hint { display: block; font-weight: 400; }
    .held details { margin: 0; }
    .held form { min-width: 14rem; }
    .held-counts { max-width: 40rem; }
    """

  /// On paper only the page itself remains, in black on white.
  private static let printing = """
    @media print {
      :root { color-scheme: light; --ink: #000; --quiet: #333; --paper: #fff; --ground: #fff;
        --line: #666; --link: #000; }
      header.site ul, .skip, .actions, form, .no-print { display: none; }
      main { max-width: none; padding: 0; }
      h2, h3 { break-after: avoid; }
      li, tr, .card { break-inside: avoid; }
    }
    """
}
