import { Check } from "lucide-react";
import { Link } from "react-router";
import { stepsOf } from "@/inbox/setup/steps";
import { useWorkspace } from "@/live/workspace";
import { BUTTON_LINK, PRIMARY_LINK } from "@/ui/button";
import { classes } from "@/ui/classes";

/** The way from a new account to the first text. */
export function Setup() {
  const { me } = useWorkspace();
  const done = stepsOf(me);
  if (done === null) return null;
  const steps = [
    {
      isDone: done.carrier,
      title: "Connect Twilio",
      words: "It carries your texts and calls. Yours, or one that the hub makes for you.",
      action: "Connect Twilio",
      to: "/settings/integrations",
    },
    {
      isDone: done.number,
      title: "Get a number",
      words: "Buy a new one or use one that you have. Texts to it arrive here.",
      action: "Get a number",
      to: "/settings/numbers/new",
    },
    {
      isDone: done.team,
      title: "Invite the team",
      words: "Everybody sees the same inbox and knows who answers whom.",
      action: "Invite people",
      to: "/settings/people",
    },
  ];
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <section aria-label="First steps" className="mx-auto max-w-xl p-4 md:p-8">
      <h2 className="text-lg font-semibold">{`Welcome to ${me.tenant.name}`}</h2>
      <p className="mt-1 text-sm text-ink-soft">Three steps to your first text.</p>
      <ol className="mt-4 space-y-3">
        {steps.map(({ isDone, title, words, action, to }, index) => (
          <li key={to} className="flex gap-3 rounded-lg border border-line bg-surface p-4">
            <span
              aria-hidden="true"
              className={classes(
                "flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-semibold",
                isDone ? "bg-success-soft text-success" : "bg-accent-soft text-accent-text",
              )}
            >
              {isDone ? <Check className="size-4" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <h3 className="font-medium">
                {title}
                {isDone && <span className="sr-only"> (done)</span>}
              </h3>
              <p className="text-sm text-ink-soft">{words}</p>
              {!isDone && (
                <Link to={to} className={classes("mt-3", index === next ? PRIMARY_LINK : BUTTON_LINK)}>
                  {action}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
