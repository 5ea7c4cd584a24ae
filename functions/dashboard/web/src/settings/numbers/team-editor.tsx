import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useId, useState } from "react";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { useWorkspace } from "@/live/workspace";
import { takesCalls } from "@/settings/numbers/routing";
import { moved, MOST_PEOPLE, RUNG_AT_ONCE, type Member } from "@/settings/numbers/team-form";
import { Button, IconButton } from "@/ui/button";
import { CONTROL, TextField } from "@/ui/field";

interface Props {
  team: Member[];
  onTeam: (team: Member[]) => void;
  /** What is wrong with the phone of the person at this place. */
  phoneError: (index: number) => string | undefined;
  /** What is wrong with the whole. */
  error: string | undefined;
}

/** Who is rung, in which order, and on which phones of their own. */
export function TeamEditor({ team, onTeam, phoneError, error }: Props) {
  const everybody = useWorkspace().me.team;
  const [said, setSaid] = useState("");
  const nameOf = (userId: string) => everybody.find(({ id }) => id === userId)?.name ?? "Someone who left";
  const left = everybody.filter(takesCalls).filter(({ id }) => !team.some(({ userId }) => userId === id));
  const legs = team.reduce((sum, { phone }) => sum + (phone === "" ? 1 : 2), 0);
  const change = (index: number, phone: string) => onTeam(team.map((member, at) => (at === index ? { ...member, phone } : member)));
  const move = (index: number, by: -1 | 1) => {
    onTeam(moved(team, index, by));
    setSaid(`${nameOf(team[index]?.userId ?? "")} is number ${index + by + 1} of ${team.length}`);
  };
  return (
    <fieldset className="relative">
      <legend className="mb-1 text-sm font-medium">Who is rung</legend>
      {team.length === 0 && <p className="text-sm text-ink-soft">Everybody who may answer, in their browsers. Name people to choose, and to ring their own phones, too.</p>}
      <ol className="divide-y divide-line empty:hidden">
        {team.map(({ userId, phone }, index) => {
          const name = nameOf(userId);
          return (
            <li key={userId} className="flex flex-wrap items-start gap-x-2 gap-y-1 py-2" aria-label={name}>
              <p className="flex h-10 min-w-32 flex-1 items-center gap-2 text-sm font-medium">
                <span aria-hidden="true" className="w-5 text-ink-soft">
                  {index + 1}.
                </span>
                <span className="truncate">{name}</span>
              </p>
              <TextField
                label={`Own phone of ${name}`}
                isLabelHidden
                type="tel"
                autoComplete="off"
                placeholder="Own phone (optional)"
                value={phone}
                error={phoneError(index)}
                className="order-last w-full md:order-none md:w-48"
                onChange={(event) => change(index, event.target.value)}
                onBlur={() => {
                  const number = e164Of(phone);
                  if (number !== null) change(index, formatPhone(number));
                }}
              />
              <div className="flex pt-0.5">
                <IconButton label={`Move ${name} up`} disabled={index === 0} onClick={() => move(index, -1)}>
                  <ArrowUp aria-hidden="true" className="size-4" />
                </IconButton>
                <IconButton label={`Move ${name} down`} disabled={index === team.length - 1} onClick={() => move(index, 1)}>
                  <ArrowDown aria-hidden="true" className="size-4" />
                </IconButton>
                <IconButton label={`Don't ring ${name}`} onClick={() => onTeam(team.filter((_, at) => at !== index))}>
                  <X aria-hidden="true" className="size-4" />
                </IconButton>
              </div>
            </li>
          );
        })}
      </ol>
      {left.length > 0 && team.length < MOST_PEOPLE && <Add people={left} onAdd={(userId) => onTeam([...team, { userId, phone: "" }])} />}
      {legs > RUNG_AT_ONCE && <p className="mt-1 text-sm text-warning">{`At most ${RUNG_AT_ONCE} browsers and phones ring for a call: the last ones of this list don't.`}</p>}
      {error && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {error}
        </p>
      )}
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </fieldset>
  );
}

function Add({ people, onAdd }: { people: readonly { id: string; name: string }[]; onAdd: (userId: string) => void }) {
  const id = useId();
  const [chosen, setChosen] = useState("");
  const userId = people.some(({ id: known }) => known === chosen) ? chosen : (people[0]?.id ?? "");
  return (
    <div className="mt-2 flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
          Somebody else
        </label>
        <select id={id} value={userId} onChange={(event) => setChosen(event.target.value)} className={`${CONTROL} h-9 text-sm!`}>
          {people.map(({ id: person, name }) => (
            <option key={person} value={person}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Button onClick={() => onAdd(userId)}>Ring them</Button>
    </div>
  );
}
