// Drives Firefox over WebDriver BiDi: `node firefox.mjs PATH-OF-FIREFOX JOURNEY ADDRESS…` prints a line of JSON for each page.

import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [path, journey, ...addresses] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath: path, headless: true, protocolTimeout: 600_000 });
for (const address of addresses) {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(address, { waitUntil: "load" });
  const seen = await page.evaluate(readFileSync(journey, "utf8"));
  process.stdout.write(`${JSON.stringify({ address, said, ...seen })}\n`);
  await page.close();
}
await browser.close();
