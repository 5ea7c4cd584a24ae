import { CopyCheck, Plus, X } from "lucide-react";
import { useId } from "react";
import type { Day, Hours, Span } from "@/api/account-types";
import { clockChoices, clockWords, copiedToWeekdays, DAYS, mayHaveOneMore, problemOf, withOneMore } from "@/settings/hours/hours";
import { IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";

interface Props {
  hours: Hours;
  onHours: (hours: Hours) => void;
}

/** A week, a row for each day. */
export function HoursEditor({ hours, onHours }: Props) {
  return (
    <div className="-my-3 divide-y divide-line">
      {DAYS.map(({ day, name }) => (
        <DayRow
          key={day}
          day={day}
          name={name}
          spans={hours[day]}
          onSpans={(spans) => onHours({ ...hours, [day]: spans })}
          onCopy={() => onHours(copiedToWeekdays(hours, day))}
        />
      ))}
    </div>
  );
}

interface RowProps {
  day: Day;
  name: string;
  spans: Span[];
  onSpans: (spans: Span[]) => void;
  onCopy: () => void;
}

function DayRow({ name, spans, onSpans, onCopy }: RowProps) {
  const id = useId();
  const problem = problemOf(spans);
  const isOpen = spans.length > 0;
  const change = (index: number, part: Partial<Span>) =>
    onSpans(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  return (
    <div role="group" aria-label={name} aria-describedby={problem ? `${id}-problem` : undefined} className="flex flex-wrap items-start gap-x-4 gap-y-1 py-3">
      <label className="flex h-9 w-32 items-center gap-2 text-sm font-medium max-md:flex-1">
        <input
          type="checkbox"
          aria-label={`Open on ${name}`}
          checked={isOpen}
          onChange={(event) => onSpans(event.target.checked ? withOneMore([]) : [])}
          className="size-[18px] accent-accent"
        />
        {name}
      </label>
      {/* Below the name and the buttons where there is no room between them. */}
      <div className={classes("min-w-0 space-y-2 md:flex-1", isOpen && "max-md:order-last max-md:w-full")}>
        {!isOpen && <p className="flex h-9 items-center text-sm text-ink-soft">Closed</p>}
        {spans.map((span, index) => {
          const which = spans.length > 1 ? `${name}, time ${index + 1}` : name;
          return (
            <div key={index} className="flex items-center gap-2">
              <Clock label={`${which}: opens`} value={span.opens} onValue={(opens) => change(index, { opens })} />
              <span className="text-sm text-ink-soft">to</span>
              <Clock label={`${which}: closes`} isClosing value={span.closes} onValue={(closes) => change(index, { closes })} />
              {spans.length > 1 && (
                <IconButton label={`Remove time ${index + 1} of ${name}`} onClick={() => onSpans(spans.filter((_, at) => at !== index))}>
                  <X aria-hidden="true" className="size-4" />
                </IconButton>
              )}
            </div>
          );
        })}
        {problem && (
          <p id={`${id}-problem`} role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
      </div>
      <div className="flex">
        {isOpen && mayHaveOneMore(spans) && (
          <IconButton label={`Add a time on ${name}`} onClick={() => onSpans(withOneMore(spans))}>
            <Plus aria-hidden="true" className="size-4" />
          </IconButton>
        )}
        <IconButton label={`Copy ${name} to all weekdays`} onClick={onCopy}>
          <CopyCheck aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
    </div>
  );
}

interface ClockProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  isClosing?: boolean;
}

export function Clock({ label, value, onValue, isClosing = false }: ClockProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className="h-9 rounded-md border border-line-strong bg-surface px-2 text-sm disabled:opacity-75"
    >
      {clockChoices(value, isClosing).map((clock) => (
        <option key={clock} value={clock}>
          {clockWords(clock)}
        </option>
      ))}
    </select>
  );
}
