import { describe, expect, it } from "vitest";

import { read } from "./quick-add.cast.js";

/** @type {[string, string, import("./quick-add.cast.js").Expected][]} */
const PHRASES = [
  // As the plan has it.
  ["ship it @mika fri 17:00 every 2 weeks #release !", "ship it", { due: "2026-12-04 17:00", repeat: "FREQ=WEEKLY;INTERVAL=2", who: "mika", labels: ["release"], priority: 1 }],

  // Days.
  ["call the bank today", "call the bank", { due: "2026-12-02" }],
  ["call the bank tomorrow", "call the bank", { due: "2026-12-03" }],
  ["tomorrow call the bank", "call the bank", { due: "2026-12-03" }],
  ["Tmr: call the bank", "call the bank", { due: "2026-12-03" }],
  ["call the bank the day after tomorrow", "call the bank", { due: "2026-12-04" }],
  ["send the report by Friday", "send the report", { due: "2026-12-04" }],
  ["send the report on fri.", "send the report.", { due: "2026-12-04" }],
  ["send the report, Fri", "send the report", { due: "2026-12-04" }],
  ["mend parse() tomorrow", "mend parse()", { due: "2026-12-03" }],
  ["send the report (due Friday) to Tom", "send the report to Tom", { due: "2026-12-04" }],
  ["send the report (due Friday)", "send the report", { due: "2026-12-04" }],
  ["water the plants sat", "water the plants", { due: "2026-12-05" }],
  ["water the plants on Sun", "water the plants", { due: "2026-12-06" }],
  ["Wed: water the plants", "water the plants", { due: "2026-12-02" }],
  ["plan the sprint next monday", "plan the sprint", { due: "2026-12-07" }],
  ["plan the sprint next friday", "plan the sprint", { due: "2026-12-11" }],
  ["plan the sprint this friday", "plan the sprint", { due: "2026-12-04" }],
  ["plan the sprint next week", "plan the sprint", { due: "2026-12-07" }],
  ["plan the year next month", "plan the year", { due: "2027-01-01" }],
  ["clean the garage this weekend", "clean the garage", { due: "2026-12-05" }],
  ["close the books end of month", "close the books", { due: "2026-12-31" }],
  ["close the books by the end of next month", "close the books", { due: "2027-01-31" }],
  ["close the books eow", "close the books", { due: "2026-12-04" }],
  ["renew the passport in 3 days", "renew the passport", { due: "2026-12-05" }],
  ["renew the passport in a week", "renew the passport", { due: "2026-12-09" }],
  ["renew the passport in two months", "renew the passport", { due: "2027-02-02" }],
  ["renew the passport 2 weeks from tomorrow", "renew the passport", { due: "2026-12-17" }],
  ["renew the passport a week from friday", "renew the passport", { due: "2026-12-11" }],
  ["shall we meet on friday?", "shall we meet?", { due: "2026-12-04" }],
  ["pay the rent Dec 15", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent on 15 December", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent on the 15th of December 2027", "pay the rent", { due: "2027-12-15" }],
  ["pay the rent December 15th, 2027", "pay the rent", { due: "2027-12-15" }],
  ["pay the rent Jan 5", "pay the rent", { due: "2027-01-05" }],
  ["pay the rent on the 15th", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent by the 1st", "pay the rent", { due: "2027-01-01" }],
  ["pay the rent 2026-12-15", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent 12/15", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent 12/15/2026", "pay the rent", { due: "2026-12-15" }],
  ["pay the rent 15.12.", "pay the rent", { due: "2026-12-15" }],
  ["party on may 5", "party", { due: "2027-05-05" }],

  // Times.
  ["stand-up at 9:30", "stand-up", { due: "2026-12-03 09:30" }],
  ["stand-up 17:00", "stand-up", { due: "2026-12-02 17:00" }],
  ["stand-up at 5pm", "stand-up", { due: "2026-12-02 17:00" }],
  ["stand-up at 5", "stand-up", { due: "2026-12-02 17:00" }],
  ["5:30 pm stand-up", "stand-up", { due: "2026-12-02 17:30" }],
  ["stand-up 9 a.m.", "stand-up", { due: "2026-12-03 09:00" }],
  ["lunch at noon", "lunch", { due: "2026-12-02 12:00" }],
  ["call mum tomorrow at 5pm", "call mum", { due: "2026-12-03 17:00" }],
  ["call mum tomorrow 9:30", "call mum", { due: "2026-12-03 09:30" }],
  ["call mum at 5pm on friday", "call mum", { due: "2026-12-04 17:00" }],
  ["call mum fri at 5", "call mum", { due: "2026-12-04 17:00" }],
  ["call mum Wed 9:00", "call mum", { due: "2026-12-09 09:00" }],
  ["call mum tomorrow morning", "call mum", { due: "2026-12-03 09:00" }],
  ["call mum friday evening at 8", "call mum", { due: "2026-12-04 20:00" }],
  ["call mum tonight", "call mum", { due: "2026-12-02 20:00" }],
  ["call mum tonight at 9", "call mum", { due: "2026-12-02 21:00" }],
  ["call mum this afternoon", "call mum", { due: "2026-12-02 15:00" }],
  ["call mum in 2 hours", "call mum", { due: "2026-12-02 12:00" }],
  ["call mum in half an hour", "call mum", { due: "2026-12-02 10:30" }],
  ["call mum fri @mika 17:00", "call mum", { due: "2026-12-04 17:00", who: "mika" }],
  ["demo dec 15 @ 14:00", "demo", { due: "2026-12-15 14:00" }],

  // Recurrence.
  ["stretch every day", "stretch", { due: "2026-12-02", repeat: "FREQ=DAILY" }],
  ["stretch daily at 9am", "stretch", { due: "2026-12-03 09:00", repeat: "FREQ=DAILY" }],
  ["stretch every day at 17:00", "stretch", { due: "2026-12-02 17:00", repeat: "FREQ=DAILY" }],
  ["stretch every morning", "stretch", { due: "2026-12-03 09:00", repeat: "FREQ=DAILY" }],
  ["stretch every weekday", "stretch", { due: "2026-12-02", repeat: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" }],
  ["stretch each workday 8:15", "stretch", { due: "2026-12-03 08:15", repeat: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" }],
  ["stretch every weekend", "stretch", { due: "2026-12-05", repeat: "FREQ=WEEKLY;BYDAY=SA,SU" }],
  ["stretch every other day", "stretch", { due: "2026-12-02", repeat: "FREQ=DAILY;INTERVAL=2" }],
  ["stretch every 3 days", "stretch", { due: "2026-12-02", repeat: "FREQ=DAILY;INTERVAL=3" }],
  ["retro every week", "retro", { due: "2026-12-02", repeat: "FREQ=WEEKLY" }],
  ["retro every friday", "retro", { due: "2026-12-04", repeat: "FREQ=WEEKLY;BYDAY=FR" }],
  ["retro every Wed 9:00", "retro", { due: "2026-12-09 09:00", repeat: "FREQ=WEEKLY;BYDAY=WE" }],
  ["retro every Mon, Wed and Fri", "retro", { due: "2026-12-02", repeat: "FREQ=WEEKLY;BYDAY=MO,WE,FR" }],
  ["retro every mon-thu at 16:00", "retro", { due: "2026-12-02 16:00", repeat: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" }],
  ["retro every 2 weeks on Fri", "retro", { due: "2026-12-04", repeat: "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" }],
  ["retro every other tuesday", "retro", { due: "2026-12-08", repeat: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" }],
  ["retro fortnightly", "retro", { due: "2026-12-02", repeat: "FREQ=WEEKLY;INTERVAL=2" }],
  ["invoice every month", "invoice", { due: "2026-12-02", repeat: "FREQ=MONTHLY" }],
  ["invoice every month on the 15th", "invoice", { due: "2026-12-15", repeat: "FREQ=MONTHLY;BYMONTHDAY=15" }],
  ["invoice every 1st and 15th", "invoice", { due: "2026-12-15", repeat: "FREQ=MONTHLY;BYMONTHDAY=1,15" }],
  ["invoice every last day of the month", "invoice", { due: "2026-12-31", repeat: "FREQ=MONTHLY;BYMONTHDAY=-1" }],
  ["invoice every month on the last day", "invoice", { due: "2026-12-31", repeat: "FREQ=MONTHLY;BYMONTHDAY=-1" }],
  ["invoice every first monday of the month", "invoice", { due: "2026-12-07", repeat: "FREQ=MONTHLY;BYDAY=1MO" }],
  ["invoice every last friday", "invoice", { due: "2026-12-25", repeat: "FREQ=MONTHLY;BYDAY=-1FR" }],
  ["invoice every quarter starting jan 1", "invoice", { due: "2027-01-01", repeat: "FREQ=MONTHLY;INTERVAL=3" }],
  ["invoice every 2 months", "invoice", { due: "2026-12-02", repeat: "FREQ=MONTHLY;INTERVAL=2" }],
  ["check the smoke alarm every year", "check the smoke alarm", { due: "2026-12-02", repeat: "FREQ=YEARLY" }],
  ["presents every dec 20", "presents", { due: "2026-12-20", repeat: "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20" }],
  ["presents every year on March 3rd", "presents", { due: "2027-03-03", repeat: "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3" }],
  ["water the cactus every! 10 days", "water the cactus", { due: "2026-12-02", repeat: "after FREQ=DAILY;INTERVAL=10" }],
  ["water the cactus 3 days after done", "water the cactus", { due: "2026-12-02", repeat: "after FREQ=DAILY;INTERVAL=3" }],
  ["water the cactus every 2 weeks after completion", "water the cactus", { due: "2026-12-02", repeat: "after FREQ=WEEKLY;INTERVAL=2" }],

  // People, labels and what matters.
  ["@mika order pizza", "order pizza", { who: "mika" }],
  ["order pizza @Mika Sato tomorrow", "order pizza", { who: "mika", due: "2026-12-03" }],
  ["order pizza @ann lee", "order pizza", { who: "annlee" }],
  ["order pizza @ann later", "order pizza later", { who: "ann" }],
  ["order pizza @jörg", "order pizza", { who: "jörg" }],
  ["order pizza @me", "order pizza", { who: "alice" }],
  ["order pizza #home #Party #home", "order pizza", { labels: ["Home", "Party"] }],
  ["order pizza !!", "order pizza", { priority: 2 }],
  ["!!! order pizza", "order pizza", { priority: 3 }],
  ["order pizza p1", "order pizza", { priority: 3 }],
  ["order pizza p3 #home", "order pizza", { priority: 1, labels: ["Home"] }],
];

/** Nothing is understood in these, and nothing is changed. */
const PLAIN = [
  "May I help you",
  "Sat down with Tom",
  "ask May about the plan",
  "the sun is out",
  "count 1 to 3",
  "march on",
  "march 3 miles",
  "the second draft",
  "buy 2 tickets",
  "read chapter 5",
  "read the Friday report",
  "prepare a Monday meeting",
  "Friday's notes",
  "before Monday",
  "from Monday to Friday",
  "Mon, Tue or Wed",
  "Black Friday sale",
  "last friday",
  "sign up at monday.com",
  "support 24/7",
  "add 1/2 cup of milk",
  "version 1.2.3",
  "aspect ratio 16:9",
  "work 9-17",
  "10:00-11:30 open house",
  "call at 5pm PST",
  "Good morning",
  "don't!",
  "wow!!!",
  "a != b",
  "fix #123 and #7",
  "make it #ff8800",
  "learn C# and F#",
  "write to mika@example.org",
  "ping @nobody",
  "ping @mikado",
  "see https://example.org/@mika/#release?d=tomorrow",
  "see [notes](/may/5#release)",
  "run `make tomorrow #release @mika`",
  'read "Every day" again',
  "every time it rains",
  "every third person",
  "every second friday",
  "daily stand-up notes",
  "our weekly",
  "Feb 30",
  "13:75 tomorrowland",
  "p5 or P1",
  "15 may be enough",
  "say hi to everyone",
];

describe("quick add in English", () => {
  it.each(PHRASES)("understands %s", (phrase, text, said) => {
    const found = read(phrase);
    expect(found.said).toEqual(said);
    expect(found.text).toBe(text);
  });

  it.each(PLAIN)("leaves alone: %s", (phrase) => {
    const found = read(phrase);
    expect(found.said).toEqual({});
    expect(found.text).toBe(phrase);
  });

  it("knows enough phrases to be relied on", () => {
    expect(PHRASES.length + PLAIN.length).toBeGreaterThanOrEqual(120);
  });

  it("reads 3/4/2027 in the reader's own order", () => {
    expect(read("pay 3/4/2027", { locale: "en-US" }).said.due).toBe("2027-03-04");
    expect(read("pay 3/4/2027", { locale: "en-GB" }).said.due).toBe("2027-04-03");
  });

  it("takes the day from where the reader is", () => {
    const now = new Date("2026-12-02T22:30:00Z");
    expect(read("pay today", { now, zone: "Europe/Berlin" }).said.due).toBe("2026-12-02");
    expect(read("pay today", { now, zone: "Asia/Tokyo" }).said.due).toBe("2026-12-03");
    expect(read("pay in 2 hours", { now, zone: "America/New_York" }).said.due).toBe("2026-12-02 19:30");
  });

  it("counts hours over a change of the clocks", () => {
    expect(read("pay in 2 hours", { now: new Date("2027-03-28T00:30:00Z") }).said.due).toBe("2027-03-28 04:30");
  });

  it("names the zone with a time, and none without", () => {
    expect(read("pay fri 17:00").item.due).toEqual({ date: "2026-12-04", time: "17:00", zone: "Europe/Berlin" });
    expect(read("pay fri").item.due).toEqual({ date: "2026-12-04", time: null, zone: null });
  });
});
