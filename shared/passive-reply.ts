/** What can be answered on a callback of an Official Account itself, once and within seconds (facts A2.6). */
export type PassiveReply =
  | { form: 'text'; text: string }
  | { form: 'image' | 'voice'; media: string }
  | { form: 'video'; media: string; title: string; description: string }
  | { form: 'music'; title: string; description: string; url: string; hqUrl: string; cover: string }
  | { form: 'news'; articles: readonly PassiveArticle[] }
  /** Hands the chat to a person: this agent, or whoever is free. */
  | { form: 'agent'; agent: string | null }
export type PassiveArticle = { title: string; description: string; url: string; picture: string }
