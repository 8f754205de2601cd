export * from "../../web/src/page/files/recognition/engine.ts";
export * from "../../web/src/page/files/recognition/picture.ts";
export * from "../../web/src/page/files/recognition/preparation.ts";
export * from "../../web/src/page/files/recognition/level.ts";
export * from "../../web/src/page/files/recognition/light.ts";
export * from "../../web/src/page/files/recognition/grey.ts";
export * from "../../web/src/page/files/recognition/lines.ts"; export * from "../../web/src/page/files/recognition/components.ts";
