import type { ReactElement } from "react";
import { Link } from "react-router";
import { sentenceOf } from "@/api/problem";
import { useTemplates } from "@/templates/templates";
import { fillIn, type Values } from "@/templates/variables";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuLine, MenuTrigger } from "@/ui/menu";

interface Props {
  values: Values;
  onInsert: (text: string) => void;
  trigger: ReactElement;
}

/** The templates, each with how it begins for this customer. */
export function TemplateMenu({ values, onInsert, trigger }: Props) {
  const query = useTemplates();
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{trigger}</MenuTrigger>
      <MenuContent align="start" className="w-80 max-w-[calc(100vw-16px)]">
        <MenuLabel>Insert a template</MenuLabel>
        {query.isPending && <MenuLabel>Loading…</MenuLabel>}
        {query.isError && <MenuItem onSelect={() => void query.refetch()}>{`${sentenceOf(query.error)} Retry`}</MenuItem>}
        {query.data?.length === 0 && <MenuLabel>There are no templates yet.</MenuLabel>}
        {query.data?.map(({ id, name, body }) => (
          <MenuItem key={id} className="h-auto flex-col items-start gap-0 py-1.5" onSelect={() => onInsert(fillIn(body, values))}>
            <span className="font-medium">{name}</span>
            <span className="line-clamp-1 text-xs text-ink-soft">{fillIn(body, values)}</span>
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem asChild>
          <Link to="/campaigns/templates">Manage templates…</Link>
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
