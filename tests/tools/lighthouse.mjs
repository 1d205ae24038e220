// Lighthouse, as on a phone, on pages one after another in one browser. Prints a JSON list: of each
// page its scores from 0 to 100 by category, and what it fell short in.
//
//     node lighthouse.mjs BROWSER CATEGORY,CATEGORY ADDRESS...
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [browser, categories, ...addresses] = process.argv.slice(2);
const onlyCategories = categories.split(",");
const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"];

// Only speed needs a browser that came to rest; the picture of the page is for a report.
const inHaste = {
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 100,
  cpuQuietThresholdMs: 0,
  disableFullPageScreenshot: true,
};
const haste = onlyCategories.includes("performance") ? {} : inHaste;

function judge({ lhr }) {
  if (lhr.runtimeError) throw new Error(`${lhr.requestedUrl}: ${lhr.runtimeError.message}`);
  const scores = {};
  const short = [];
  for (const [name, category] of Object.entries(lhr.categories)) {
    scores[name] = Math.round(category.score * 100);
    for (const { id, weight } of category.auditRefs) {
      const { score, title, displayValue = "" } = lhr.audits[id];
      if (weight && score !== null && score < 1) short.push(`${id}: ${title} ${displayValue}`.trim());
    }
  }
  return { address: lhr.finalDisplayedUrl, scores, short };
}

const chrome = await launch({ chromePath: browser, chromeFlags: flags });
try {
  const found = [];
  for (const address of addresses) {
    const settings = { port: chrome.port, onlyCategories, logLevel: "error", ...haste };
    found.push(judge(await lighthouse(address, settings)));
  }
  process.stdout.write(JSON.stringify(found));
} finally {
  chrome.kill();
}
