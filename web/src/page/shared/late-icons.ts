/** The icons of what is loaded late, drawn as those of the page (icons.tsx). */

export const DRAWINGS = {
  trash: {
    path: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13",
  },
  temporary: {
    path: "M12 4a8 8 0 0 1 8 8M12 20a8 8 0 0 1-8-8M6.3 6.3l.1-.1M17.7 17.7l.1-.1M12 8v4l2.5 2.5",
  },
  options: {
    path: "M7 4v9M7 19v1M17 4v1M17 11v9M4.5 16h5M14.5 8h5",
  },
  pin: {
    path: "M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6",
  },
  share: {
    path: "M12 15V4M8 8l4-4 4 4M5 13v6h14v-6",
  },
  tokens: {
    path: "M3 5h6v6H3zM12 5h9v6h-9zM3 15.5h18M3 20h9",
  },
  pause: {
    path: "M9 6v12M15 6v12",
  },
  plug: {
    path: "M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4",
  },
  speaker: {
    path: "M4 10v4h3.5L12 18V6L7.5 10zM15.5 9.5a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10",
  },
  microphone: {
    path: "M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  },
  save: {
    path: "M12 4v11M7 11l5 5 5-5M5 20h14",
  },
  page: {
    path: "M7 3.5h7l4 4V19a1.5 1.5 0 0 1-1.5 1.5h-9.5A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM14 3.5v4h4M10 11.5v5l4-2.5z",
  },
  open: {
    path: "M4 18.5v-12A1.5 1.5 0 0 1 5.5 5H10l2 2.5h6.5A1.5 1.5 0 0 1 20 9v1.5M4 18.5l2.5-8H22l-2.5 8z",
  },
  person: {
    path: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5",
  },
  people: {
    path: "M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 15c1.9.7 3.1 2.2 3.5 4.5",
  },
  door: {
    path: "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10 12h10M16.5 8l4 4-4 4",
  },
  play: {
    path: "M8 5.5v13l10-6.5z",
  },
  clip: {
    path: "M19.5 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-8 8a1.5 1.5 0 0 1-2.1-2.1l7.3-7.3",
  },
  document: {
    path: "M7 3.5h7l4 4V19a1.5 1.5 0 0 1-1.5 1.5h-9.5A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM14 3.5v4h4M9 12h6M9 15.5h6",
  },
  up: {
    path: "M7 14l5-5 5 5",
  },
} as const;
