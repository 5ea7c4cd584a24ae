import type { ReactElement } from "react";
import type { TeamMember, User } from "@/api/types";
import { Menu, MenuContent, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";

const NOBODY = "";

interface Props {
  me: User;
  team: TeamMember[];
  assigneeId: string | null;
  onAssign: (id: string | null) => void;
  trigger: ReactElement;
}

export function AssigneeChoices({ me, team, assigneeId, onAssign, trigger }: Props) {
  const others = team.filter(({ id }) => id !== me.id);
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{trigger}</MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>Assign to</MenuLabel>
        <MenuRadioGroup
          value={assigneeId ?? NOBODY}
          onValueChange={(value) => onAssign(value === NOBODY ? null : value)}
        >
          <MenuRadioItem value={me.id}>{`${me.name} (you)`}</MenuRadioItem>
          {others.map(({ id, name }) => (
            <MenuRadioItem key={id} value={id}>
              {name}
            </MenuRadioItem>
          ))}
          <MenuRadioItem value={NOBODY}>Nobody</MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
