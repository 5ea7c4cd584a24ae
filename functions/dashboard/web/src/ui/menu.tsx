import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps } from "react";
import { classes } from "@/ui/classes";

export const Menu = DropdownMenu.Root;
export const MenuTrigger = DropdownMenu.Trigger;
export const MenuRadioGroup = DropdownMenu.RadioGroup;

const ITEM =
  "relative flex h-9 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-hover";

export function MenuContent({ className, ...rest }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={6}
        collisionPadding={8}
        className={classes("pop-in z-50 max-h-80 min-w-52 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop", className)}
        {...rest}
      />
    </DropdownMenu.Portal>
  );
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={classes(ITEM, className)} {...rest} />;
}

export function MenuRadioItem({ className, children, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem className={classes(ITEM, "pr-8", className)} {...rest}>
      {children}
      <DropdownMenu.ItemIndicator className="absolute right-2">
        <Check aria-hidden="true" className="size-4 text-accent-text" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

export function MenuCheckItem({ className, children, ...rest }: ComponentProps<typeof DropdownMenu.CheckboxItem>) {
  return (
    <DropdownMenu.CheckboxItem className={classes(ITEM, "pr-8", className)} {...rest}>
      {children}
      <span aria-hidden="true" className="absolute right-2 flex size-4 items-center justify-center rounded border border-line-strong">
        <DropdownMenu.ItemIndicator>
          <Check className="size-3.5 text-accent-text" />
        </DropdownMenu.ItemIndicator>
      </span>
    </DropdownMenu.CheckboxItem>
  );
}

export const MenuLabel = ({ className, ...rest }: ComponentProps<typeof DropdownMenu.Label>) => (
  <DropdownMenu.Label className={classes("px-2 py-1.5 text-xs text-ink-soft", className)} {...rest} />
);

export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
