import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useMatch } from "react-router";
import { useMatches } from "@/screen/visibility";
import { AccountPage } from "@/settings/me/account-page";
import { HoursPage } from "@/settings/hours/hours-page";
import { IntegrationsPage } from "@/settings/integrations/integrations-page";
import { MessagesPage } from "@/settings/messages/messages-page";
import { OrganizationPage } from "@/settings/organization/organization-page";
import { PeoplePage } from "@/settings/people/people-page";
import { SettingsList } from "@/settings/settings-list";
import { PageSkeleton } from "@/settings/settings-skeleton";
import { classes } from "@/ui/classes";

const NumbersPages = lazy(() => import("@/settings/numbers/numbers-pages"));
const DeliveryPage = lazy(() => import("@/settings/delivery/delivery-page"));
const WhatsappPage = lazy(() => import("@/settings/whatsapp/whatsapp-page"));
const AuditPage = lazy(() => import("@/settings/audit/audit-page"));
const ErasuresPage = lazy(() => import("@/settings/erasures/erasures-page"));

/** The list of settings and one of its pages; on a narrow screen whichever of the two the address names. */
export default function SettingsArea() {
  const isList = useMatch("/settings") !== null;
  const isWide = useMatches("(min-width: 720px)");
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <SettingsList isPage={isList} />
      <div className={classes("min-h-0 min-w-0 flex-1 md:flex", isList ? "hidden" : "flex")}>
        <Suspense fallback={<PageSkeleton />}>
          <Routes>
            <Route index element={isWide && <Navigate to="/settings/organization" replace />} />
            <Route path="organization" element={<OrganizationPage />} />
            <Route path="hours" element={<HoursPage />} />
            <Route path="messages" element={<MessagesPage />} />
            <Route path="people" element={<PeoplePage />} />
            <Route path="numbers/*" element={<NumbersPages />} />
            <Route path="whatsapp" element={<WhatsappPage />} />
            <Route path="integrations" element={<IntegrationsPage />} />
            <Route path="delivery" element={<DeliveryPage />} />
            <Route path="audit" element={<AuditPage />} />
            <Route path="erasures" element={<ErasuresPage />} />
            <Route path="account" element={<AccountPage />} />
            <Route path="*" element={<Navigate to="/settings" replace />} />
          </Routes>
        </Suspense>
      </div>
    </div>
  );
}
