import { Delete, Phone } from "lucide-react";
import { useRef, useState } from "react";
import { formatAsTyped } from "@/format/as-typed";
import { e164Of } from "@/format/e164";
import { nameOfNumber } from "@/format/own-number";
import { useWorkspace } from "@/live/workspace";
import { PHONE_WANTED } from "@/settings/parts/phone";
import { Keypad } from "@/softphone/keypad";
import { LineStatus } from "@/softphone/line-status";
import { wordsOf, type PhoneState } from "@/softphone/phone-call";
import type { Softphone } from "@/softphone/softphone";
import type { Dialling } from "@/softphone/wish";
import { BusyButton } from "@/ui/busy-button";
import { IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";

interface Props {
  phone: Softphone;
  state: PhoneState;
  isOn: boolean;
  dialling: Dialling;
  onClose: () => void;
}

/** A number to call: typed, pasted or pressed. The hub decides what is a number. */
export function Dialer({ phone, state, isOn, dialling, onClose }: Props) {
  const { me } = useWorkspace();
  const country = me.tenant.defaultCountry;
  const numbers = me.numbers.filter(({ capabilities, channel }) => capabilities.voice && channel !== "whatsapp");
  const [to, setTo] = useState(() => formatAsTyped(dialling.to, country));
  const [from, setFrom] = useState(dialling.from ?? numbers[0]?.number ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [isDialling, setDialling] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const write = (next: string, isAtEnd: boolean) => {
    setProblem(null);
    // Only what is added at the end is formatted; anything else would move the caret.
    setTo(isAtEnd && next.length > to.length ? formatAsTyped(next, country) : next);
  };
  const call = async () => {
    const number = e164Of(to);
    if (number === null) {
      setProblem(PHONE_WANTED);
      field.current?.focus();
      return;
    }
    setDialling(true);
    try {
      await phone.dial(number, from || null);
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setDialling(false);
  };
  const mayCall = isOn && (state.line.name === "ready" || state.line.name === "elsewhere");
  return (
    <Dialog title="Call a number" onClose={onClose}>
      <form
        noValidate
        autoComplete="off"
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayCall && !isDialling) void call();
        }}
      >
        <LineStatus
          line={state.line}
          isOn={isOn}
          isSimulated={state.isSimulated}
          isBusy={phone.isBusy}
          onTryAgain={() => void phone.connect()}
          onTakeHere={() => void phone.takeOver().catch((error: unknown) => setProblem(wordsOf(error)))}
        />
        <div className="flex items-end gap-1">
          <TextField
            ref={field}
            label="Number"
            type="tel"
            autoComplete="off"
            placeholder="(201) 555-0123"
            value={to}
            error={problem ?? undefined}
            className="min-w-0 flex-1"
            onChange={({ target }) => write(target.value, target.selectionStart === target.value.length)}
          />
          {to !== "" && problem === null && (
            <IconButton label="Delete the last digit" onClick={() => write(formatAsTyped(to.replace(/\D*\d?\D*$/, ""), country), false)}>
              <Delete aria-hidden="true" className="size-[18px]" />
            </IconButton>
          )}
        </div>
        <div className="flex justify-center">
          <Keypad label="Digits of the number" onKey={(key) => write(`${to}${key}`, true)} />
        </div>
        {numbers.length > 1 && (
          <SelectField label="From" value={from} onChange={(event) => setFrom(event.target.value)}>
            {numbers.map((own) => (
              <option key={own.number} value={own.number}>
                {nameOfNumber(own)}
              </option>
            ))}
          </SelectField>
        )}
        {numbers.length === 0 && <p className="text-sm text-ink-soft">None of your numbers can call.</p>}
        <BusyButton type="submit" look="primary" className="w-full" isBusy={isDialling} busyWords="Calling…" disabled={!mayCall || numbers.length === 0}>
          <Phone aria-hidden="true" className="size-4" />
          Call
        </BusyButton>
      </form>
    </Dialog>
  );
}
