// Writes deploy/testdata/holidays/*.txt: second lists, against which the test holds those lists that no Go module knows.
// JP and KR are copied dates of two packages made from each government's own publications. SG and IN are computed here from sun,
// moon and the Chinese calendar and know nothing of any notice: where a notice says otherwise, the test's exceptions say so.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node second.mjs FOLDER_WITH_NODE_MODULES OUTPUT_FOLDER");
const require = createRequire(modules + "/");
const version = (name) => JSON.parse(readFileSync(`${modules}/node_modules/${name}/package.json`)).version;
const A = require("astronomy-engine");
const day = 864e5;
const iso = (t) => new Date(t).toISOString().slice(0, 10);
const utc = (y, m, d) => Date.UTC(y, m - 1, d);
const write = (id, head, rows) => writeFileSync(`${out}/${id}.txt`,
  head.map((h) => `# ${h}\n`).join("") + rows.filter(([d]) => d >= "2024").sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([d, n]) => `${d} ${n}\n`).join(""));

function easter(y) {
  const a = y % 19, b = Math.floor(y / 100), c = y % 100, d = b >> 2, e = b % 4, g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30, i = c >> 2, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  return utc(y, Math.floor((h + l - 7 * m + 90) / 25), (h + l - 7 * m + 33 * Math.floor((h + l - 7 * m + 90) / 25) + 19) % 32);
}

// A place, its offset from UTC in days, and the thinnest moon that is taken as seen there at sunset.
const singapore = { at: new A.Observer(1.29, 103.85, 0), off: 8 / 24, altitude: 3, elongation: 6.4 }; // the rule of 2021 of Brunei, Indonesia, Malaysia, Singapore
const delhi = { at: new A.Observer(28.61, 77.21, 0), off: 5.5 / 24, altitude: 8, elongation: 11.2 }; // fitted to the twelve dates of 2024 to 2026: no theory
const midnight = (p, t) => new Date(t - p.off * day); // local midnight of a civil date
const sunrise = (p, t) => A.SearchRiseSet(A.Body.Sun, p.at, +1, midnight(p, t), 1);
const sunset = (p, t) => A.SearchRiseSet(A.Body.Sun, p.at, -1, midnight(p, t), 1);
function seen(p, t) {
  const s = sunset(p, t);
  const moon = A.Equator(A.Body.Moon, s, p.at, true, true);
  return A.Horizon(s, p.at, moon.ra, moon.dec, "").altitude >= p.altitude && A.AngleFromSun(A.Body.Moon, s) >= p.elongation;
}

// The first of each Muslim month, from the new moons; the months are counted from Muharram 1445 (July 2023).
function muslim(p, until) {
  const firsts = [];
  let moon = A.SearchMoonPhase(0, new Date("2023-07-15T00:00Z"), 30);
  for (let n = 0; moon.date.getTime() < until; n++) {
    let t = Math.floor((moon.date.getTime() + p.off * day) / day) * day;
    while (sunset(p, t).date < moon.date || !seen(p, t)) t += day;
    firsts.push({ month: (n % 12) + 1, first: t + day });
    moon = A.SearchMoonPhase(0, new Date(moon.date.getTime() + 25 * day), 40);
  }
  return firsts;
}

const chinese = new Intl.DateTimeFormat("en-u-ca-chinese", { month: "numeric", day: "numeric", timeZone: "UTC" });
const lunar = (t) => chinese.format(t); // "4/15"; a leap month reads "4bis/15"

// Sun and moon as the Hindu calendar has them: the tithi (1..30) and the sun's sidereal sign (0 = Mesha), ayanamsa after Lahiri.
const sun = (t) => A.SunPosition(t).elon;
const sidereal = (t) => (sun(t) - (23.853 + ((A.MakeTime(t).ut / 365.25) * 50.29) / 3600) + 360) % 360;
const tithi = (t) => Math.floor(((A.EclipticGeoMoon(t).lon - sun(t) + 360) % 360) / 12) + 1;
// The month that begins at the new moon before t: named by the sign in which the sun then is (11: Chaitra); leap if it leaves it not.
function month(t) {
  const begin = A.SearchMoonPhase(0, new Date(t.getTime() - 31 * day), 32);
  const next = A.SearchMoonPhase(0, new Date(begin.date.getTime() + 25 * day), 40);
  const [from, to] = next.date <= t ? [next, A.SearchMoonPhase(0, new Date(next.date.getTime() + 25 * day), 40)] : [begin, next];
  const sign = Math.floor(sidereal(from.date) / 30);
  return { sign, leap: sign === Math.floor(sidereal(to.date) / 30) };
}

function singaporeDays(first, last) {
  const rows = [];
  for (let y = first; y <= last; y++) {
    for (const [m, d, n] of [[1, 1, "New Year's Day"], [5, 1, "Labour Day"], [8, 9, "National Day"], [12, 25, "Christmas Day"]]) rows.push([utc(y, m, d), n]);
    rows.push([easter(y) - 2 * day, "Good Friday"]);
    for (let t = utc(y, 1, 1); t < utc(y + 1, 1, 1); t += day) {
      if (lunar(t) === "1/1" || lunar(t) === "1/2") rows.push([t, "Chinese New Year"]);
      if (lunar(t) === "4/15") rows.push([t, "Vesak Day"]);
      // Deepavali: the last night but one of the waning moon at dawn, while the sun is in Tula.
      const dawn = new Date(sunrise(singapore, t).date.getTime() - day / 24);
      if (tithi(dawn) === 29 && Math.floor(sidereal(dawn) / 30) === 6) rows.push([t, "Deepavali"]);
    }
  }
  for (const { month: m, first: t } of muslim(singapore, utc(last + 1, 1, 1))) {
    if (m === 10) rows.push([t, "Hari Raya Puasa"]);
    if (m === 12) rows.push([t + 9 * day, "Hari Raya Haji"]);
  }
  const taken = new Set(rows.map(([t]) => t));
  for (const [t, n] of [...rows]) {
    if (new Date(t).getUTCDay() !== 0) continue;
    let s = t + day;
    while (taken.has(s)) s += day;
    taken.add(s);
    rows.push([s, `${n} (substitute day)`]);
  }
  return rows.filter(([t]) => t < utc(last + 1, 1, 1)).map(([t, n]) => [iso(t), n]);
}

function indiaDays(first, last) {
  const rows = [];
  for (let y = first; y <= last; y++) {
    for (const [m, d, n] of [[1, 26, "Republic Day"], [8, 15, "Independence Day"], [10, 2, "Mahatma Gandhi's Birthday"], [12, 25, "Christmas Day"]]) rows.push([utc(y, m, d), n]);
    rows.push([easter(y) - 2 * day, "Good Friday"]);
    // Each feast: the sign of its month, its tithi, and when on the day the tithi must hold (as a part of sunrise to sunset).
    for (const [sign, want, part, n] of [[11, 13, 0, "Mahavir Jayanti"], [0, 15, 0, "Buddha Purnima"], [5, 10, 0.7, "Dussehra"], [5, 30, 1.05, "Diwali"], [6, 15, 0, "Guru Nanak's Birthday"]]) {
      for (let t = utc(y, 1, 1); t < utc(y + 1, 1, 1); t += day) {
        const rise = sunrise(delhi, t).date.getTime();
        const at = new Date(rise + part * (sunset(delhi, t).date.getTime() - rise));
        if (tithi(at) !== want) continue;
        const m = month(at);
        if (m.sign === sign && !m.leap) { rows.push([t, n]); break; }
      }
    }
  }
  for (const { month: m, first: t } of muslim(delhi, utc(last + 1, 1, 1))) {
    const feast = { 1: [9, "Muharram"], 3: [11, "Milad-un-Nabi"], 10: [0, "Id-ul-Fitr"], 12: [9, "Id-ul-Zuha"] }[m];
    if (feast) rows.push([t + feast[0] * day, feast[1]]);
  }
  return rows.filter(([t]) => t < utc(last + 1, 1, 1)).map(([t, n]) => [iso(t), n]);
}

const engine = version("astronomy-engine");
write("SG", ["Singapore's holidays, computed: fixed dates, Easter, Sundays' Mondays; Chinese calendar for New Year and Vesak (ICU);",
  `Hari Raya from the moon at sunset, Deepavali from sun and moon (astronomy-engine ${engine}, MIT).`], singaporeDays(2024, 2028));
write("IN", ["India's fourteen compulsory holidays, computed: fixed dates, Easter; the Hindu and Sikh feasts by tithi and month at New Delhi,",
  `the Muslim ones from the moon at sunset there (astronomy-engine ${engine}, MIT).`], indiaDays(2024, 2028));

const jp = require("@holiday-jp/holiday_jp");
write("JP", [`Dates of @holiday-jp/holiday_jp ${version("@holiday-jp/holiday_jp")} (MIT, copyright 2016 holiday-jp), which follows the Cabinet Office.`],
  jp.between(new Date("2024-01-01T00:00Z"), new Date("2030-12-31T00:00Z")).map((h) => [iso(h.date.getTime()), h.name_en]));

const kr = await import(pathToFileURL(`${modules}/node_modules/@hyunbinseo/holidays-kr/dist/all.js`));
write("KR", [`Dates of @hyunbinseo/holidays-kr ${version("@hyunbinseo/holidays-kr")} (MIT, copyright 2023 Hyunbin Seo), which follows the gazette.`],
  [2024, 2025, 2026, 2027].flatMap((y) => Object.entries(kr[`y${y}`]).map(([d, names]) => [d, names.join("; ")])));
