/**
 * Where models come from, as a page manages it: the services that the server asks, and the files that
 * it fetches. A face of its own, so that nothing of it is loaded before it is wanted.
 */

export {
  type CatalogueModel,
  type Download,
  type DownloadFault,
  type DownloadsApi,
  type DownloadsReply,
  downloadsApi,
  type ModelFile,
} from "./downloads.ts";
export {
  CONTINUE_WAYS,
  type ContinueWay,
  type FoundService,
  type NewService,
  SERVICE_APIS,
  type Service,
  type ServiceApi,
  type ServiceChange,
  type ServicesApi,
  type ServicesReply,
  servicesApi,
  type TestedModel,
  type TestedService,
  type Trial,
} from "./services.ts";
