import type { Heard, Plan, Rung } from "@/settings/numbers/routing";

/** One step of what a caller meets. */
export interface WayStep {
  kind: "call" | "hear" | "ask" | "ring" | "assistant" | "forward" | "talk" | "message" | "end";
  title: string;
  /** What is said, or what else there is to know. */
  words: string | null;
}

interface Names {
  /** What a person or a phone is called. */
  of: (rung: Rung) => string;
}

const LISTED = 4;

/** `Ann, Bo and 2 more`. */
function listed(names: readonly string[]): string {
  const each = [...new Set(names)];
  const shown = each.length > LISTED ? [...each.slice(0, LISTED - 1), `${each.length - LISTED + 1} more`] : each;
  const last = shown.at(-1) ?? "nobody";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

const heard = (sound: Heard): WayStep =>
  "words" in sound
    ? { kind: "hear", title: "They hear", words: `“${sound.words.trim()}”` }
    : { kind: "hear", title: "They hear a recording", words: sound.soundUrl };

function dialed(plan: Extract<Plan, { kind: "dial" }>, names: Names): WayStep {
  const whom = listed(plan.rung.map(names.of));
  if (plan.way === "assistant") return { kind: "assistant", title: "The assistant is called", words: whom };
  const isInTurn = plan.order === "sequential" && plan.rung.length > 1;
  const time = `${plan.seconds} seconds${isInTurn ? " each, one after the other" : ""}`;
  return plan.way === "forward"
    ? { kind: "forward", title: `It rings ${whom}`, words: `For ${time}` }
    : { kind: "ring", title: `It rings ${whom}`, words: `For ${time}` };
}

function stepsOfPlan(plan: Plan, names: Names): WayStep[] {
  switch (plan.kind) {
    case "ask":
      return [...(plan.opening ? [heard(plan.opening)] : []), { kind: "ask", title: "They are asked about a recording", words: `“${plan.question}”` }];
    case "dial":
      return [
        ...(plan.opening ? [heard(plan.opening)] : []),
        ...(plan.notice === null ? [] : [heard({ words: plan.notice })]),
        dialed(plan, names),
        { kind: "talk", title: "Whoever takes it talks with them", words: plan.isRecorded ? recordedWords(plan) : null },
      ];
    case "message":
      return [...plan.greeting.map(heard), { kind: "message", title: "They leave a message", words: plan.isTranscribed ? "It is written down, too" : null }];
    case "speak":
      return [...plan.heard.map(heard), { kind: "end", title: "The call ends", words: null }];
  }
}

/** The first step after phones that nobody answered says so. */
function afterNobody(steps: WayStep[]): WayStep[] {
  const [first, ...rest] = steps;
  if (!first) return [];
  const { title } = first;
  return [{ ...first, title: `If nobody takes it: ${title.charAt(0).toLowerCase()}${title.slice(1)}` }, ...rest];
}

const recordedWords = ({ notice }: { notice: string | null }): string => (notice === null ? "Recorded, if they agreed" : "Recorded");

/** What a caller meets, from the call to its end, in plain steps. */
export const stepsOf = (plans: readonly Plan[], names: Names): WayStep[] => [
  { kind: "call", title: "A customer calls", words: null },
  ...plans.flatMap((plan, index) => {
    const steps = stepsOfPlan(plan, names);
    return plans[index - 1]?.kind === "dial" ? afterNobody(steps) : steps;
  }),
];
