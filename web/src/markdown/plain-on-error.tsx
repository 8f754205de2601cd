/** The boundary at which errors of rendering end. */

import { Component, type ReactNode } from "react";

interface PlainProps {
  /** What is shown, as it is, if `children` cannot be. */
  text: string;
  children: ReactNode;
}

/** Keeps a text that breaks its renderer from taking the page with it. */
export class PlainOnError extends Component<PlainProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return <div className="markdown plain">{this.props.text}</div>;
  }
}
