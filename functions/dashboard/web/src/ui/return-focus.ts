import { useState } from "react";

/**
 * For a dialog that is mounted when it opens and has no trigger of its own: gives
 * the focus back to where it was, unless closing has already led it elsewhere.
 * A menu is gone by then, so what was chosen in one leads back to what opened it.
 */
export function useReturnFocus(): (event: Event) => void {
  const [opener] = useState(openerNow);
  return (event) => {
    event.preventDefault();
    if (isFocusLost() && opener instanceof HTMLElement) opener.focus();
  };
}

/** Whether what had the focus is gone. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

function openerNow(): Element | null {
  const focused = document.activeElement;
  const trigger = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return trigger ? document.getElementById(trigger) : focused;
}
