import { LogOut } from "lucide-react";
import { useSignOut } from "@/frame/sign-out";
import { useWorkspace } from "@/live/workspace";
import { chooseTheme, useThemeChoice, type ThemeChoice } from "@/theme/theme";
import { Avatar } from "@/ui/avatar";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuLine, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";

export function PersonMenu() {
  const { user } = useWorkspace().me;
  const theme = useThemeChoice();
  const signOut = useSignOut();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Account of ${user.name}`}
        className="flex h-11 items-center justify-center gap-3 rounded-md px-2 text-left hover:bg-hover xl:w-full xl:justify-start"
      >
        <Avatar name={user.name} seed={user.id} size="sm" />
        <span className="hidden min-w-0 xl:block">
          <span className="block truncate text-sm font-medium">{user.name}</span>
          <span className="block truncate text-xs text-ink-soft">{user.email}</span>
        </span>
      </MenuTrigger>
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
