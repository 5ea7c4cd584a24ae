import { useState } from "react";
import type { SoundDevice } from "@/softphone/signalling";
import type { Softphone } from "@/softphone/softphone";
import { tellProblem } from "@/softphone/use-phone";
import { SelectField } from "@/ui/field";

/** Which microphone and which speaker a call uses; the speaker only where the browser can choose. */
export function DeviceChoice({ phone }: { phone: Softphone }) {
  const [devices, setDevices] = useState(() => phone.devices());
  if (!devices) return null;
  const choose = async (kind: "microphone" | "speaker", id: string) => {
    try {
      await phone.choose(kind, id);
    } catch (error) {
      tellProblem(`Couldn't change the ${kind}`, error);
    }
    setDevices(phone.devices());
  };
  return (
    <div className="mt-2 grid gap-3 md:ml-auto md:w-[560px] md:grid-cols-2">
      <Choice label="Microphone" devices={devices.microphones} chosen={devices.microphoneId} onChoose={(id) => void choose("microphone", id)} />
      {devices.speakers && <Choice label="Speaker" devices={devices.speakers} chosen={devices.speakerId} onChoose={(id) => void choose("speaker", id)} />}
    </div>
  );
}

interface Props {
  label: string;
  devices: SoundDevice[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

function Choice({ label, devices, chosen, onChoose }: Props) {
  return (
    <SelectField label={label} value={chosen ?? devices[0]?.id ?? ""} onChange={(event) => onChoose(event.target.value)}>
      {devices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
