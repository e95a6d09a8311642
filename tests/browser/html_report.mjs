// Looks at the HTML report in Debian's chromium: makes the reports of three examples in both languages and checks at the
// widths of a desk, a tablet and a telephone that nothing runs over, nothing is missing and the browser complains of
// nothing; then without JavaScript, with it, on paper, and with an inventory that means harm.
//   node html_report.mjs GENGXIN
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const gengxin = resolve(process.argv[2]);
const browserPath = "/usr/bin/chromium";
if (!existsSync(browserPath)) {
  console.error(`${browserPath} is missing: scripts/install-dependencies test installs it`);
  process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), "gengxin-browser-"));
let failures = 0;
const check = (condition, message) => {
  if (condition) return;
  failures += 1;
  console.error(`FAILED: ${message}`);
};

const make = (name, args) => {
  const file = join(work, `${name}.html`);
  try {
    execFileSync(gengxin, ["check", ...args, "-f", "html", "-o", file, "--as-of", "2026-11-23"], { cwd: root, stdio: "pipe" });
  } catch (error) {
    if (error.status !== 1) throw error; // 1: something must be retired
  }
  return file;
};
const items = (args) => {
  let out;
  try {
    out = execFileSync(gengxin, ["check", ...args, "-f", "csv", "--as-of", "2026-11-23"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    if (error.status !== 1) throw error;
    out = error.stdout;
  }
  return out.toString().trim().split("\n").length - 1;
};

const config = ["--config", "examples/gengxin.toml"];
const examples = {
  "machine-shop": { args: ["examples/machine-shop.csv", ...config], items: 48, retire: 8 },
  "group-500": { args: ["examples/group-500.csv", ...config], items: 500, retire: 36, several: true },
  purchases: { args: ["examples/purchases.csv", "--projects", "examples/projects.yaml", ...config], items: 21, retire: 0, several: true },
};
const parts = ["summary", "pictures", "figure-verdicts", "chart-verdicts", "figure-due", "figure-energy", "figure-money", "due", "missing",
  "items", "tools", "clauses", "input"];

// Runs in the page: what runs over, what is cut off, what lies on something else, which links lead nowhere.
const measure = () => {
  const problems = [];
  const name = (e) => `<${e.tagName} class="${e.getAttribute("class") ?? ""}"> ${(e.textContent ?? "").trim().slice(0, 40)}`;
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) problems.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") && e.tagName !== "svg") continue;
    const box = e.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 0.5 || box.left < -0.5)) problems.push(`beyond the edge: ${name(e)}`);
    if (e.classList.contains("scroll") && e.scrollWidth > e.clientWidth + 1) problems.push(`a table must be scrolled: ${name(e)}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    const view = svg.viewBox.baseVal;
    const boxes = [];
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBBox();
      if (box.x < -0.5 || box.y < -0.5 || box.x + box.width > view.width + 0.5 || box.y + box.height > view.height + 0.5)
        problems.push(`text runs out of ${svg.id}: ${text.textContent}`);
      for (const [other, words] of boxes) {
        const over = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
        const under = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
        // Line boxes have some air: letters touch when more than that is shared.
        if (over > 0.5 && under > 4) problems.push(`in ${svg.id} "${text.textContent}" lies on "${words}"`);
      }
      boxes.push([box, text.textContent]);
    }
    if (!svg.querySelector("title")?.textContent || !svg.querySelector("desc")?.textContent) problems.push(`${svg.id} has no words`);
  }
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) {
    if (ids.has(e.id)) problems.push(`two elements have the id ${e.id}`);
    ids.add(e.id);
  }
  for (const a of document.querySelectorAll("a")) {
    const href = a.getAttribute("href");
    if (!href.startsWith("#")) problems.push(`a link out of the page: ${href}`);
    else if (!ids.has(decodeURIComponent(href.slice(1)))) problems.push(`a link to nothing: ${href}`);
  }
  return problems;
};

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

// A page that tells of everything it should not do.
const open = async (file, options) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    page.complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) page.complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return page;
};
const shownItems = (page) => page.locator("#items article.item:visible").count();

try {
  const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
  for (const [name, example] of Object.entries(examples)) {
    check(items(example.args) === example.items, `${name}: the csv report has not ${example.items} items`);
    for (const lang of ["zh", "en"]) {
      const file = make(`${name}.${lang}`, [...example.args, "--lang", lang]);
      for (const width of [1280, 768, 360]) {
        const where = `${name}.${lang} at ${width}`;
        const page = await open(file, { viewport: { width, height: 900 } });
        // Everything laid out and open, so that everything is measured.
        await page.evaluate(() => {
          for (const item of document.querySelectorAll(".item")) item.style.contentVisibility = "visible";
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        for (const problem of await page.evaluate(measure)) check(false, `${where}: ${problem}`);
        for (const id of [...parts, ...(example.several ? ["companies", "company-1", "by-company"] : [])])
          check((await page.locator(`[id="${id}"]`).count()) === 1, `${where}: #${id} is missing`);
        check((await page.locator("html").getAttribute("lang")) === (lang === "zh" ? "zh-CN" : "en"), `${where}: lang`);
        for (const complaint of page.complaints) check(false, `${where}: ${complaint}`);
        await page.context().close();
      }

      // Contrast and structure, light and dark, as axe sees them. (bypassCSP lets axe in; nothing else uses it.)
      for (const colorScheme of name === "group-500" ? [] : ["light", "dark"]) {
        const page = await open(file, { viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }));
        for (const v of violations) check(false, `${name}.${lang} ${colorScheme}: axe ${v.id}: ${v.nodes[0].html.slice(0, 200)} (${v.nodes.length})`);
        await page.context().close();
      }

      // Without JavaScript: all items, no dead controls.
      const still = await open(file, { viewport: { width: 360, height: 900 }, javaScriptEnabled: false });
      const listed = (await still.locator("#items article.item").count()) + (await still.locator("#items details.quiet li").count());
      check(listed === example.items, `${name}.${lang} without JavaScript: ${listed} items, not ${example.items}`);
      check((await shownItems(still)) === (await still.locator("article.item").count()), `${name}.${lang}: items hidden without JavaScript`);
      check(!(await still.locator("#tools").isVisible()), `${name}.${lang}: the filter shows without JavaScript`);
      await still.context().close();

      // With it: what the filters keep and how the order goes.
      const page = await open(file, { viewport: { width: 1280, height: 900 } });
      const label = `${name}.${lang} with JavaScript`;
      const said = async () => (await page.locator("#shown").textContent()).match(/[\d,]+/g).map((n) => Number(n.replaceAll(",", "")));
      check(String(await said()) === `${example.items},${example.items}`, `${label}: says ${await said()} of ${example.items}`);
      for (const verdict of await page.locator("#by-verdict option").evaluateAll((all) => all.map((o) => o.value).filter(Boolean))) {
        await page.selectOption("#by-verdict", verdict);
        const [n] = await said();
        const visible = await page.locator("#items article.item:visible, #items details.quiet:visible li:visible").evaluateAll((all) =>
          all.map((e) => e.dataset.v ?? e.closest("details").dataset.v));
        check(n > 0 && n === visible.length, `${label}: ${verdict} says ${n}, shows ${visible.length}`);
        check(visible.every((v) => v.split(" ").includes(verdict)), `${label}: ${verdict} shows others`);
        if (verdict === "retire") check(n === example.retire, `${label}: ${n} to retire, not ${example.retire}`);
      }
      await page.selectOption("#by-verdict", "");
      if (example.several) {
        await page.selectOption("#by-company", "2");
        check((await page.locator("#items .company:visible").count()) === 1, `${label}: one company shows others`);
        check((await page.locator("#company-2").isVisible()), `${label}: company 2 is hidden`);
        await page.selectOption("#by-company", "");
      }
      const wanted = (await page.locator("article.item .place b").first().textContent()).trim();
      await page.fill("#by-text", wanted.toLowerCase());
      await page.waitForFunction((n) => document.querySelector("#shown").textContent !== n, await page.locator("#shown").textContent());
      const texts = await page.locator("#items article.item:visible").allTextContents();
      check(texts.length > 0 && texts.every((t) => t.includes(wanted)), `${label}: a search for ${wanted} finds ${texts.length}`);
      await page.fill("#by-text", "no such thing anywhere");
      await page.waitForFunction(() => /^\D*0\D/.test(document.querySelector("#shown").textContent));
      check((await shownItems(page)) === 0, `${label}: a search for nothing finds something`);
      // A link to an item that is filtered away brings it back.
      await page.evaluate(() => { location.hash = "#item-1"; });
      await page.waitForFunction(() => !document.querySelector("#item-1").closest("[hidden]"));
      const original = await page.locator("#items article.item").evaluateAll((all) => all.map((e) => e.id).join());
      for (const [key, of] of [["r", "order"], ["d", "deadline"], ["k", "electricity"], ["m", "money"]]) {
        await page.selectOption("#sort", key);
        const sorted = await page.evaluate((k) => [...document.querySelectorAll("#items .company")].every((company) => {
          const value = (e) => k === "d" ? (e.dataset.d ?? "9999") : k === "r" ? Number(e.dataset.r) : -Number(e.dataset[k] ?? 0);
          const all = [...company.querySelectorAll("article.item")].map(value);
          return all.every((v, i) => i === 0 || all[i - 1] <= v);
        }), key);
        check(sorted, `${label}: sorting by ${of} does not`);
      }
      await page.selectOption("#sort", "");
      check((await page.locator("#items article.item").evaluateAll((all) => all.map((e) => e.id).join())) === original, `${label}: the first order is not restored`);
      // The clause is one click away, and back.
      const link = page.locator("#item-1 a.clause").first();
      const target = (await link.getAttribute("href")).slice(1);
      await link.click();
      check(await page.evaluate((id) => { const top = document.getElementById(id).getBoundingClientRect().top; return top >= -1 && top < innerHeight; }, target),
        `${label}: the clause is not in view`);
      check((await page.locator(`[id="${target}"] a[href="#item-1"]`).count()) === 1, `${label}: no way back from ${target}`);
      for (const complaint of page.complaints) check(false, `${label}: ${complaint}`);
      // On paper: folded parts are open.
      await page.emulateMedia({ media: "print" });
      check(await page.evaluate(() => {
        window.dispatchEvent(new Event("beforeprint"));
        const open = [...document.querySelectorAll("#items details")].every((d) => d.open);
        window.dispatchEvent(new Event("afterprint"));
        return open;
      }), `${label}: folded on paper`);
      check((await page.pdf({ preferCSSPageSize: true })).length > 10000, `${label}: no PDF`);
      await page.context().close();
    }
  }

  // An inventory that means harm: nothing of it becomes markup, nothing runs, nothing turns round.
  mkdirSync(join(work, "x"), { recursive: true });
  const hostile = join(work, "x", "a'b\"&<img src=x onerror=alert(1)>.csv");
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const bad = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "]]>--></style></script><svg onload=alert(3)>", "' onmouseover='alert(4)",
    "&lt;b&gt;&#60;", "\u202Egnp.exe\u2066", "a\u0007b\u0085c", "=HYPERLINK(\"http://x.example\",\"y\")", "javascript:alert(5)", "\uD83D\uDE00 emoji"];
  writeFileSync(hostile, `${["设备编号", "设备名称", "型号", "企业名称", "额定功率(kW)", "极数", "额定电压(V)", "效率(%)", "投运日期", bad[0]].map(cell).join(",")}\n` +
    bad.map((text, i) => [text, `电动机 ${text}`, i % 2 ? "YE3-160M-4" : `JO2 ${text}`, text, "11", "4", "380", i % 3 ? "88" : text, "2015-01-01", text].map(cell).join(",")).join("\n"));
  for (const lang of ["zh", "en"]) {
    const file = make(`hostile.${lang}`, [hostile, "--lang", lang]);
    const page = await open(file, { viewport: { width: 360, height: 900 } });
    await page.waitForTimeout(100);
    for (const complaint of page.complaints) check(false, `hostile.${lang}: ${complaint}`);
    const found = await page.evaluate(() => ({
      scripts: document.scripts.length,
      images: document.querySelectorAll("img, iframe, object, embed, link, base").length,
      handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
      text: document.body.textContent,
    }));
    check(found.scripts === 1 && found.images === 0 && found.handlers === 0, `hostile.${lang}: markup got in: ${found.scripts} ${found.images} ${found.handlers}`);
    check(found.text.includes("<script>alert(1)</script>") && found.text.includes("&lt;b&gt;&#60;"), `hostile.${lang}: the cells' text is not there as it was`);
    check(!/[\u202A-\u202E\u2066-\u2069\u0007\u0085]/.test(found.text), `hostile.${lang}: controls got in`);
    for (const problem of await page.evaluate(measure)) check(false, `hostile.${lang}: ${problem}`);
    await page.context().close();
    // Were something to get in, the policy would stop it.
    const armed = join(work, `armed.${lang}.html`);
    writeFileSync(armed, readFileSync(file, "utf8").replace("<main>", "<main><script>document.title = 'owned'</script><img src='https://x.example/y.png'>"));
    const open2 = await open(armed, {});
    check((await open2.title()) !== "owned", `armed.${lang}: a foreign script runs`);
    check(open2.complaints.some((c) => c.includes("Content Security Policy")), `armed.${lang}: the policy says nothing`);
    await open2.context().close();
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(failures === 0 ? "the HTML report stands" : `${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
