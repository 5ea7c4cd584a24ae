import { Command } from "cmdk";
import type { ReactNode } from "react";

/** Names an item that the hub found. */
export const foundValue = (id: string): string => `found ${id}`;

interface GroupProps {
  heading: string;
  /** Shown whatever was typed: the hub chose it. */
  forceMount?: boolean;
  children: ReactNode;
}

export const Group = ({ children, ...rest }: GroupProps) => (
  <Command.Group
    {...rest}
    className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-soft"
  >
    {children}
  </Command.Group>
);

interface ItemProps {
  forceMount?: boolean;
  value?: string;
  keywords?: string[];
  icon: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

export const Item = ({ icon, children, ...rest }: ItemProps) => (
  <Command.Item
    {...rest}
    className="flex min-h-10 cursor-default items-center gap-3 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
  >
    <span aria-hidden="true" className="flex w-7 justify-center">
      {icon}
    </span>
    {children}
  </Command.Item>
);
