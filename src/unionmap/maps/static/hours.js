// Whether a site is open, from the plans and the calendar that unionmap.hours.browser describes; the steps are its own.
(function () {
  "use strict";
  const { unionmap } = window;
  const DAY_MIN = 1440;
  const ZONE = "Asia/Shanghai";
  const EVERY = ["ordinary", "holiday", "break", "makeup"];

  // The clock of China at a moment: date as [year, month, day], weekday from Monday 0, minute of the day.
  unionmap.clock = (moment) => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }).formatToParts(moment);
    const part = (type) => Number(parts.find((found) => found.type === type).value);
    return { date: [part("year"), part("month"), part("day")], minute: part("hour") * 60 + part("minute") };
  };

  // "2026-11-24T12:30", as a field gives it, is a time in China.
  unionmap.typedClock = (text) => {
    const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
    if (!found) return null;
    const [year, month, day, hour, minute] = found.slice(1).map(Number);
    return { date: [year, month, day], minute: hour * 60 + minute };
  };

  const utc = ([year, month, day]) => Date.UTC(year, month - 1, day);
  const before = (date) => {
    const day = new Date(utc(date) - 86400000);
    return [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  };
  const weekday = (date) => (new Date(utc(date)).getUTCDay() + 6) % 7;
  const iso = (date) => date.map((part, i) => String(part).padStart(i ? 2 : 4, "0")).join("-");

  function season(plans, [, month, day]) {
    const at = month * 100 + day;
    return plans.find(({ from, to }) => {
      const [first, last] = [from[0] * 100 + from[1], to[0] * 100 + to[1]];
      return first <= last ? first <= at && at <= last : first <= at || at <= last;
    });
  }

  // The intervals of a date; [] where it is closed, null where that is not known.
  function plan(plans, date, calendar) {
    const own = season(plans, date);
    if (!own) return [];
    const sorts = calendar.years.includes(date[0]) ? calendar.days[iso(date)] || ["ordinary"] : EVERY;
    const found = sorts.map((sort) => (own[sort] || own.week)[weekday(date)]);
    const first = JSON.stringify(found[0]);
    return found.every((one) => JSON.stringify(one) === first) ? found[0] : null;
  }

  const holds = (intervals, minute) => (intervals || []).some(([start, end]) => start <= minute && minute < end);

  // "open", "closed" or "unknown".
  unionmap.openState = (seasons, { date, minute }, calendar) => {
    if (!seasons) return "unknown";
    const [today, yesterday] = [plan(seasons, date, calendar), plan(seasons, before(date), calendar)];
    if (holds(today, minute) || holds(yesterday, minute + DAY_MIN)) return "open";
    const spill = (season(seasons, before(date)) || { spill: 0 }).spill;
    return today === null || (yesterday === null && minute < spill) ? "unknown" : "closed";
  };

  // The state of a site by its place in the columns, reckoned once for each plan.
  unionmap.openStates = (columns, clock) => {
    const { plans, calendar } = columns.head;
    const states = plans.map((plan) => unionmap.openState(plan, clock, calendar));
    return (i) => states[Number(columns.cell("plan", i))];
  };
})();
