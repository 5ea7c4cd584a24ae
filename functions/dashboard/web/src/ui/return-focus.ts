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
    const isNowhere = document.activeElement === null || document.activeElement === document.body;
    if (isNowhere && opener instanceof HTMLElement) opener.focus();
  };
}

function openerNow(): Element | null {
  const focused = document.activeElement;
  const trigger = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return trigger ? document.getElementById(trigger) : focused;
}
