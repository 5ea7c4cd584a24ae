import type { AuditWish } from "@/settings/audit/filters";
import { KINDS } from "@/settings/audit/words";
import { usePeople } from "@/settings/queries";
import { SelectField, TextField } from "@/ui/field";

interface Props {
  wish: AuditWish;
  onWish: (wish: AuditWish) => void;
}

export function AuditFilters({ wish, onWish }: Props) {
  const { data } = usePeople();
  const people = data?.users ?? [];
  const isGone = wish.actor !== "" && !people.some(({ id }) => id === wish.actor);
  return (
    <form role="search" aria-label="Audit" onSubmit={(event) => event.preventDefault()} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <SelectField label="Kind" value={wish.action} onChange={(event) => onWish({ ...wish, action: event.target.value })}>
        <option value="">Everything</option>
        {KINDS.map(({ group, kinds }) => (
          <optgroup key={group} label={group}>
            {kinds.map(({ action, label }) => (
              <option key={action} value={action}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <SelectField label="Person" value={wish.actor} onChange={(event) => onWish({ ...wish, actor: event.target.value })}>
        <option value="">Everybody</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {isGone && <option value={wish.actor}>Someone who left</option>}
      </SelectField>
      <TextField
        label="From"
        type="date"
        max={wish.to || undefined}
        value={wish.from}
        onChange={(event) => onWish({ ...wish, from: event.target.value })}
      />
      <TextField
        label="To"
        type="date"
        min={wish.from || undefined}
        value={wish.to}
        onChange={(event) => onWish({ ...wish, to: event.target.value })}
      />
    </form>
  );
}
