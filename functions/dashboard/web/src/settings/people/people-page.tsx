import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import type { People } from "@/api/account-types";
import { useWorkspace } from "@/live/workspace";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { InvitationRow } from "@/settings/people/invitation-row";
import { InviteDialog } from "@/settings/people/invite-dialog";
import { PersonRow } from "@/settings/people/person-row";
import { usePeople } from "@/settings/queries";
import { Button } from "@/ui/button";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

/** Who is in the team, what each may do, and who is invited. */
export function PeoplePage() {
  const { isOwner } = useWorkspace();
  const [isInviting, setInviting] = useState(false);
  return (
    <SettingsPage
      title="People"
      actions={
        isOwner && (
          <Button look="primary" onClick={() => setInviting(true)}>
            <UserRoundPlus aria-hidden="true" className="size-4" />
            Invite
          </Button>
        )
      }
    >
      <OwnersNote what="inviting people and changing roles" />
      <Loaded query={usePeople()} failed="Couldn't load the team" skeleton={<RowsSkeleton label="Loading the team" />}>
        {(people) => <Lists people={people} />}
      </Loaded>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

function Lists({ people: { users, invitations } }: { people: People }) {
  const owners = users.filter(({ role }) => role === "owner").length;
  return (
    <>
      <Section title="Team" words={users.length === 1 ? "Only you so far. Invite the people who answer texts with you." : `${users.length} people`}>
        {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
        <ul role="list" aria-label="Team" className="-my-3 divide-y divide-line">
          {users.map((user) => (
            <PersonRow key={user.id} user={user} isLastOwner={user.role === "owner" && owners === 1} />
          ))}
        </ul>
      </Section>
      {invitations.length > 0 && (
        <Section title="Invited" words="They join once they open the link in their mail.">
          {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
          <ul role="list" aria-label="Invited" className="-my-3 divide-y divide-line">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
