extension Chromium {
  /// Reads an order in JSON, looks, and writes what it saw.
  static let driver = #"""
    import json, sys, uuid
    from urllib.parse import urlsplit
    from playwright.sync_api import sync_playwright

    order = json.load(sys.stdin)
    host = urlsplit(order["url"]).netloc

    def walk(page, findings):
        """Goes through the page with Tab alone."""
        page.evaluate(f"window.audit = {order['checks']}")
        expected = page.evaluate("audit.prepareWalk()")
        page.evaluate("document.activeElement && document.activeElement.blur()")
        stops = []
        for _ in range(len(expected) + 3):
            page.keyboard.press("Tab")
            stop = page.evaluate("audit.stop()")
            if stop is None:
                break
            if stop["place"] in [known["place"] for known in stops]:
                break
            stops.append(stop)
            if not stop["isMarked"]:
                findings.append(f"focus is not visible on: {stop['name']}")
            if stop["isCovered"]:
                findings.append(f"the focused control is not in view: {stop['name']}")
        reached = [stop["place"] for stop in stops]
        if reached != sorted(reached):
            findings.append("Tab does not follow the order of the document")
        for place, name in enumerate(expected):
            if place not in reached:
                findings.append(f"Tab does not reach: {name}")
        return [stop["name"] for stop in stops]

    def skip(page, findings):
        """The first stop leads past the navigation."""
        page.reload(wait_until="load")
        page.keyboard.press("Tab")
        target = page.evaluate("document.activeElement.getAttribute('href')")
        if not target or not target.startswith("#"):
            findings.append("the first control is no skip link")
            return
        if not page.query_selector("main"):
            return
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body"
            " || document.querySelector('main').contains(document.activeElement)"
            " || !!(document.querySelector('main').compareDocumentPosition("
            "document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)")
        if not inside:
            findings.append("the skip link does not lead to the content")

    def look(browser, way):
        findings = []
        context = browser.new_context(
            viewport={"width": way["width"], "height": way["height"]},
            color_scheme="dark" if way["isDark"] else "light",
            java_script_enabled=way["hasScripts"], reduced_motion="reduce",
            extra_http_headers={"Cookie": order["cookie"]} if order.get("cookie") else {})
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("console", lambda line: findings.append(f"console: {line.text}")
                if line.type in ("error", "warning")
                and not line.text.startswith("Failed to load resource: the server responded")
                and not line.location["url"].endswith("/favicon.ico") else None)
        page.on("requestfailed", lambda request: findings.append(
            f"not loaded: {request.url} {request.failure}"))
        page.on("response", lambda answer: findings.append(
            f"{answer.status} for {answer.url}")
            if answer.status >= 400 and answer.request.resource_type != "document" else None)
        page.on("request", lambda request: findings.append(f"foreign: {request.url}")
                if urlsplit(request.url).netloc not in (host, "") else None)
        answer = page.goto(order["url"], wait_until="load")
        for step in order["steps"]:
            word, *values = step
            if word == "fill": page.fill(*values)
            elif word == "check": page.check(*values)
            elif word == "click": page.click(*values)
            elif word == "press": page.keyboard.press(*values)
            page.wait_for_load_state("load")
        if way["isPrinted"]:
            page.emulate_media(media="print")
        if way["textSize"] != 1:
            page.evaluate(
                f"document.documentElement.style.fontSize = '{way['textSize'] * 100}%'")
        if way["isSpaced"]:
            page.evaluate("for (const e of document.querySelectorAll('body, body *')) {"
                "e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em';"
                "e.style.wordSpacing = '0.16em'; }")
        findings += page.evaluate(f"({order['checks']}).findings()")
        if order.get("folder"):
            page.screenshot(path=f"{order['folder']}/{uuid.uuid4()}.png", full_page=True)
        main = page.query_selector("main")
        seen = {
            "way": way["name"], "status": answer.status if answer else 0, "url": page.url,
            "title": page.title(), "stops": [],
            "text": main.inner_text() if main else page.inner_text("body")}
        if order.get("script"):
            seen["result"] = json.dumps(page.evaluate(order["script"]))
        if way["hasKeyboardOnly"]:
            seen["stops"] = walk(page, findings)
            if not order["steps"]: skip(page, findings)
        context.close()
        seen["findings"] = [f"{way['name']}: {finding}" for finding in findings]
        return seen

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=order["browser"], args=["--no-sandbox", "--disable-dev-shm-usage"])
        views = [look(browser, way) for way in order["ways"]]
        browser.close()
    print(json.dumps(views))
    """#

  /// What is looked for on a page: the success criteria of WCAG 2.2 AA that a program can decide.
  static let checks = #"""
    (() => {
      const found = [];
      const all = (selector) => [...document.querySelectorAll(selector)];
      const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
        && e.getClientRects().length > 0;
      const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
      const plain = (text) => (text || "").replace(/\s+/g, " ").trim();
      const what = (e) => {
        const name = plain(e.getAttribute("aria-label") || e.textContent || e.name || e.id);
        return `<${e.tagName.toLowerCase()}> "${name.slice(0, 60)}"`;
      };
      const byIDs = (e, attribute) => (e.getAttribute(attribute) || "").split(/\s+/)
        .filter(Boolean).map((id) => document.getElementById(id));
      const textOf = (e) => plain([...e.childNodes].map((node) =>
        node.nodeType === 3 ? node.data
        : node.nodeType !== 1 || node.getAttribute("aria-hidden") === "true" ? ""
        : node.tagName === "IMG" ? node.alt : textOf(node)).join(" "));
      const nameOf = (e) => plain(byIDs(e, "aria-labelledby").map((t) => t && textOf(t)).join(" "))
        || plain(e.getAttribute("aria-label"))
        || plain([...(e.labels || [])].map(textOf).join(" "))
        || (["INPUT"].includes(e.tagName) && ["submit", "button"].includes(e.type) && e.value)
        || (["A", "BUTTON", "SUMMARY"].includes(e.tagName) && textOf(e))
        || plain(e.getAttribute("title")) || "";

      const structure = () => {
        const root = document.documentElement;
        if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(root.lang)) found.push("html has no language");
        if (!plain(document.title)) found.push("the document has no title");
        const viewport = document.querySelector("meta[name=viewport]")?.content || "";
        if (/user-scalable\s*=\s*(no|0)|maximum-scale/.test(viewport)) found.push("zooming is off");
        const ids = all("[id]").map((e) => e.id);
        for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at)))
          found.push(`the id "${id}" is there more than once`);
        for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"])
          for (const e of all(`[${attribute}]`))
            if (byIDs(e, attribute).includes(null))
              found.push(`${attribute} of ${what(e)} names nothing`);
        if (all("main").length !== 1) found.push("there is not one main landmark");
        const navigations = all("nav").filter(shown);
        if (navigations.length > 1 && navigations.some((e) => !nameOf(e)))
          found.push("several navigations, and not each has a name");
        const landmarks = "main, header, footer, nav, aside, .skip";
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());)
          if (plain(node.data) && shown(node.parentElement)
            && !node.parentElement.closest(landmarks + ", script, style"))
            found.push(`text outside of landmarks: "${plain(node.data).slice(0, 40)}"`);
        const levels = all("h1, h2, h3, h4, h5, h6").filter(shown).map((e) => +e.tagName[1]);
        if (levels.filter((level) => level === 1).length !== 1) found.push("there is not one h1");
        levels.forEach((level, at) => {
          if (at && level > levels[at - 1] + 1)
            found.push(`an h${level} follows an h${levels[at - 1]}`);
        });
        for (const e of all("h1, h2, h3, h4, h5, h6"))
          if (shown(e) && !textOf(e)) found.push("an empty heading");
        for (const e of all("li"))
          if (!["UL", "OL", "MENU"].includes(e.parentElement.tagName))
            found.push(`${what(e)} is in no list`);
        for (const list of all("dl")) for (const e of list.children)
          if (!["DT", "DD", "DIV"].includes(e.tagName)) found.push(`${what(e)} in a dl`);
        for (const table of all("table")) {
          if (!table.querySelector("th")) found.push("a table without headers");
          for (const e of table.querySelectorAll("th"))
            if (!e.scope) found.push(`the header ${what(e)} has no scope`);
        }
      };

      const names = () => {
        for (const e of all("img"))
          if (!e.hasAttribute("alt")) found.push(`a picture without alternative: ${e.src}`);
        for (const e of all("svg"))
          if (shown(e) && e.getAttribute("aria-hidden") !== "true" && !nameOf(e)
            && !e.querySelector("title")) found.push("an svg without a name");
        for (const e of all("iframe")) if (!nameOf(e)) found.push("a frame without a title");
        for (const e of all(controls)) {
          if (!shown(e)) continue;
          if (!nameOf(e)) found.push(`a control without a name: ${e.outerHTML.slice(0, 120)}`);
          if (["INPUT", "SELECT", "TEXTAREA"].includes(e.tagName)
            && !["submit", "button"].includes(e.type) && !e.labels?.length
            && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby"))
            found.push(`a field without a label: ${e.outerHTML.slice(0, 120)}`);
          if (e.tagName === "A" && /^(click )?here$|^(read )?more$|^link$/i.test(nameOf(e)))
            found.push(`a link that says nothing: ${nameOf(e)}`);
          if (e.tabIndex > 0) found.push(`a tabindex above zero: ${what(e)}`);
        }
        for (const e of all("fieldset"))
          if (!e.querySelector("legend")) found.push("a fieldset without a legend");
      };

      const parse = (colour) => {
        const canvas = parse.canvas ||= new OffscreenCanvas(1, 1).getContext(
          "2d", { willReadFrequently: true });
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return { r, g, b, a: a / 255 };
      };
      const over = (top, below) => ({
        r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
        b: top.b * top.a + below.b * (1 - top.a), a: 1,
      });
      const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
      const canvasColour = isDark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
      const ground = (e) => {
        const layers = [];
        for (let at = e; at; at = at.parentElement) {
          const colour = parse(getComputedStyle(at).backgroundColor);
          if (colour.a) layers.push(colour);
          if (colour.a === 1) break;
        }
        return layers.reverse().reduce((below, top) => over(top, below), canvasColour);
      };
      const light = ({ r, g, b }) => {
        const [x, y, z] = [r, g, b].map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
      };
      const contrast = (one, two) => {
        const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
      };
      const colours = () => {
        const seen = new Set();
        for (const e of all("body *")) {
          if (!shown(e) || e.closest(".skip, script, style, [disabled]")) continue;
          const isField = ["INPUT", "TEXTAREA", "SELECT"].includes(e.tagName);
          const hasText = [...e.childNodes].some((node) => node.nodeType === 3 && plain(node.data));
          if (!hasText && !isField) continue;
          const style = getComputedStyle(e);
          const behind = ground(e);
          const ratio = contrast(over(parse(style.color), behind), behind);
          const size = parseFloat(style.fontSize);
          const isLarge = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
          const key = `${style.color} ${behind.r},${behind.g},${behind.b} ${isLarge}`;
          if (ratio < (isLarge ? 3 : 4.5) && !seen.has(key)) {
            seen.add(key);
            found.push(`contrast ${ratio.toFixed(2)} of ${what(e)}`);
          }
          if (isField && !["checkbox", "radio", "submit"].includes(e.type)) {
            const outside = ground(e.parentElement);
            const edge = over(parse(style.borderTopColor), outside);
            if (contrast(edge, outside) < 3) found.push(`the edge of ${what(e)} is too faint`);
          }
        }
      };

      const layout = () => {
        const scroller = document.scrollingElement;
        if (scroller.scrollWidth > window.innerWidth + 1)
          found.push(`the page is ${scroller.scrollWidth} px wide in ${window.innerWidth} px`);
        for (const e of all(controls)) {
          if (!shown(e) || e.closest(".skip")) continue;
          const box = e.getBoundingClientRect();
          const style = getComputedStyle(e);
          const around = e.parentElement;
          const isInText = style.display === "inline"
            && plain(around.textContent).length > plain(e.textContent).length;
          const label = e.labels?.[0]?.getBoundingClientRect();
          const isSmall = (rect) => !rect || rect.width < 23.5 || rect.height < 23.5;
          if (!isInText && isSmall(box) && isSmall(label))
            found.push(`a target of ${box.width.toFixed(0)}×${box.height.toFixed(0)}: ${what(e)}`);
        }
        for (const e of all("body *")) {
          const style = getComputedStyle(e);
          if (!shown(e) || e.clientWidth <= 1
            || ["INPUT", "TEXTAREA", "SELECT", "IMG"].includes(e.tagName)) continue;
          if (["hidden", "clip"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1
            || ["hidden", "clip"].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 1)
            found.push(`cut off: ${what(e)}`);
        }
      };

      let stops = [];
      return {
        findings() {
          structure();
          names();
          colours();
          layout();
          return [...new Set(found)];
        },
        prepareWalk() {
          const groups = new Set();
          stops = all(controls + ", iframe, [tabindex]").filter((e) => {
            if (!shown(e) || e.disabled || e.tabIndex < 0) return false;
            if (e.type !== "radio") return true;
            const group = `${e.form?.id} ${e.name}`;
            const isFirst = !groups.has(group);
            groups.add(group);
            return isFirst;
          });
          this.before = stops.map((e) => getComputedStyle(e).outlineWidth
            + getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow);
          return stops.map((e) => nameOf(e) || what(e));
        },
        stop() {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          const group = stops.findIndex((s) => s === e
            || (s.type === "radio" && e.type === "radio" && s.name === e.name && s.form === e.form));
          const style = getComputedStyle(e);
          const box = e.getBoundingClientRect();
          const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          const now = style.outlineWidth + style.outlineStyle + style.boxShadow;
          return {
            place: group, name: nameOf(e) || what(e),
            isMarked: e.tagName === "IFRAME" || hasOutline || now !== this.before[group],
            isCovered: box.bottom < 0 || box.top > innerHeight || box.right < 0,
          };
        },
      };
    })()
    """#
}
