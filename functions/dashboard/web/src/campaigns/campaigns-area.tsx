import { Navigate, Route, Routes } from "react-router";
import { CampaignPage } from "@/campaigns/campaign-page";
import { CampaignsPage } from "@/campaigns/campaigns-page";
import { NewCampaign } from "@/campaigns/new-campaign";
import { useWorkspace } from "@/live/workspace";
import { TemplatesPage } from "@/templates/templates-page";

/** Everything under /campaigns. */
export function CampaignsArea() {
  const { mayWrite } = useWorkspace();
  return (
    <Routes>
      <Route index element={<CampaignsPage />} />
      <Route path="templates" element={<TemplatesPage />} />
      <Route path="new" element={mayWrite ? <NewCampaign /> : <Navigate to="/campaigns" replace />} />
      <Route path=":id" element={<CampaignPage />} />
    </Routes>
  );
}
