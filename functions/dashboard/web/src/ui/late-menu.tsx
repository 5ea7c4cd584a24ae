import { Suspense, useState, type ComponentType, type LazyExoticComponent, type ReactElement } from "react";

/** What a trigger takes on while its menu is not loaded yet. */
export interface LateTrigger {
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  onClick: () => void;
}

interface Props<Choices> {
  trigger: (props: LateTrigger | Record<string, never>) => ReactElement;
  /** Shows itself open at the trigger that it is given. */
  menu: LazyExoticComponent<ComponentType<Choices & { trigger: ReactElement }>>;
  choices: Choices;
}

/** A menu whose code comes with its first opening. */
export function LateMenu<Choices extends object>({ trigger, menu: Menu, choices }: Props<Choices>) {
  const [isWanted, setWanted] = useState(false);
  const waiting = trigger({ "aria-haspopup": "menu", "aria-expanded": isWanted, onClick: () => setWanted(true) });
  if (!isWanted) return waiting;
  return (
    <Suspense fallback={waiting}>
      <Menu {...choices} trigger={trigger({})} />
    </Suspense>
  );
}
