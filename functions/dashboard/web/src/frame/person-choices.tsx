import { LogOut } from "lucide-react";
import type { ReactElement } from "react";
import type { User } from "@/api/types";
import { useSignOut } from "@/frame/sign-out";
import { chooseTheme, useThemeChoice, type ThemeChoice } from "@/theme/theme";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuLine, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";

export function PersonChoices({ user, trigger }: { user: User; trigger: ReactElement }) {
  const theme = useThemeChoice();
  const signOut = useSignOut();
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{trigger}</MenuTrigger>
      <MenuContent side="top" align="start">
        <MenuLabel>
          {user.name} · {user.role === "readonly" ? "read only" : user.role}
        </MenuLabel>
        <MenuLine />
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={(value) => chooseTheme(value as ThemeChoice)}>
          <MenuRadioItem value="light">Light</MenuRadioItem>
          <MenuRadioItem value="dark">Dark</MenuRadioItem>
          <MenuRadioItem value="system">As the system</MenuRadioItem>
        </MenuRadioGroup>
        <MenuLine />
        <MenuItem onSelect={signOut}>
          <LogOut aria-hidden="true" className="size-4" />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
