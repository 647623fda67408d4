/** What a look at a channel found: what is well, what is wrong, and the mend. */
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import IconCircleCheck from "@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs";
import IconCircleX from "@tabler/icons-react/dist/esm/icons/IconCircleX.mjs";
import type { Finding } from "../../../wire/rest";
import { duration } from "../../ui/time";
import type { KindWords } from "./kinds";

/** Whose detail is a time, in seconds. */
const times = new Set(["queue_late", "poll_late"]);

const signs = { ok: IconCircleCheck, warning: IconAlertTriangle, broken: IconCircleX };

/** A finding in words: its kind's own, else those all kinds share, else its code. */
export function findingWords(say: KindWords, kind: string, { code, level, detail }: Finding): [string, string | null] {
  const keys = [`channel.${kind}.health.${code}`, `channel.health.${code}`];
  const told = times.has(code) ? duration(Number(detail)) : detail;
  const find = (tail: string) =>
    keys.map((key) => say(`${key}${tail}`, { detail: told })).find((words) => words) ?? null;
  if (level === "ok") return [find(".ok") ?? find("") ?? code, null];
  return [find("") ?? code.replaceAll("_", " "), find(".mend")];
}

export function Findings({ kind, findings, say }: { kind: string; findings: Finding[]; say: KindWords }) {
  const worst = { broken: 0, warning: 1, ok: 2 };
  const sorted = [...findings].sort((one, other) => worst[one.level] - worst[other.level]);
  return (
    <ul className="st-findings">
      {sorted.map((finding) => {
        const Sign = signs[finding.level];
        const [words, mend] = findingWords(say, kind, finding);
        // What the words say already is not said twice.
        const detail =
          finding.level !== "ok" && finding.detail && !times.has(finding.code) && !words.includes(finding.detail)
            ? finding.detail
            : "";
        return (
          <li key={finding.code} data-level={finding.level}>
            <Sign size={18} stroke={1.8} aria-hidden="true" />
            <div>
              <b>{words}</b>
              {detail ? <span className="st-finding-detail">{detail}</span> : null}
              {mend ? <p>{mend}</p> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
