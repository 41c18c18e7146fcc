// Writes deploy/desk/holidays/*.yaml from date-holidays and the corrections in regions.mjs. See README.md.
// It decides nothing: which days count, what is dropped or added and why stands in regions.mjs.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { regions } from "./regions.mjs";

const [modules, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node gen.mjs FOLDER_WITH_NODE_MODULES OUTPUT_FOLDER");
const Holidays = createRequire(modules + "/")("date-holidays");
const { version } = createRequire(modules + "/")("date-holidays/package.json");
const read = "2026-11-21";
const first = 2024;

for (const r of regions) {
  const days = new Map(); // date -> {names, whys}
  const put = (date, name, why) => {
    for (const [from, to] of r.rename) name = name === from ? to : from instanceof RegExp ? name.replace(from, to) : name;
    const d = days.get(date) ?? { names: [], whys: [] };
    if (!d.names.includes(name)) d.names.push(name);
    if (why) d.whys.push(why);
    days.set(date, d);
  };
  const unused = new Set(r.drop.map(([date]) => date));
  for (let y = first; y <= r.to; y++) {
    // A day around New Year can be told of in the year beside its own.
    const lib = r.from ? new Holidays(...r.from, { languages: "en" }) : null;
    for (const h of lib ? [...lib.getHolidays(y), ...lib.getHolidays(y + 1)] : []) {
      if (!r.types.includes(h.type) || (h.type === "bank" && r.types.includes("public") && !h.substitute)) continue;
      const length = Math.round((h.end - h.start) / 864e5) || 1; // a change of the clocks makes 23 or 25 hours
      for (let i = 0; i < length; i++) {
        const date = new Date(Date.parse(h.date.slice(0, 10)) + i * 864e5).toISOString().slice(0, 10);
        if (date.slice(0, 4) !== String(y)) continue;
        if (r.keep && !r.keep(date, h.name)) continue;
        if (r.drop.some(([d]) => d === date)) { unused.delete(date); continue; }
        put(date, h.name);
      }
    }
    for (const [date, name] of r.rule ? r.rule(y) : []) put(date, name);
  }
  if (unused.size) throw new Error(`${r.id}: nothing to drop on ${[...unused]}`);
  for (const [date, name, why] of r.add) put(date, name, why);

  const plain = (s) => (/^[^,:#"'{}[\]&*!|>%@`][^,:#"{}[\]]*$/.test(s) ? s : JSON.stringify(s));
  const fold = (s) => s.replace(/(.{1,110})(?: |$)/g, "  $1\n").trimEnd();
  const lines = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, { names, whys }]) => {
    const expected = Number(date.slice(0, 4)) > r.published && names.some((n) => r.expected?.(date, n));
    return `  - {date: ${date}, name: ${plain(names.join("; "))}${expected ? ", expected: true" : ""}}${whys.length ? " # " + whys.join("; ") : ""}\n`;
  });
  const credit = r.from
    ? ` Dates from date-holidays ${version} (commenthol and contributors; data under CC BY-SA 3.0 after Wikipedia, package under ISC and CC-BY-3.0), adapted and corrected; this list is under CC BY-SA 3.0.`
    : " Written from that rule.";
  // NO is quoted: older YAML readers take the bare word for a boolean.
  writeFileSync(`${out}/${r.id}.yaml`, `# yaml-language-server: \$schema=../../schema/holidays.schema.json
# Written by deploy/holidays_gen and reviewed by hand. A correction belongs in its table, with its why.
holidays: ${r.id === "NO" ? '"NO"' : r.id}
name: ${plain(r.name)}
source: >-
${fold(r.law + credit)}
read: ${read}
ends: ${r.to}-12-31
days:
${lines.join("")}`);
}
