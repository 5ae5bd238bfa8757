/** The comments of a purchase or a requisition, as the script builds them. */
import { escapeHtml } from '../html.ts';
import type { CommentRecord } from '../record.ts';
import { commentLinks } from './attachments.ts';

/** What is said of attachments by the button of each comment; null: no button. */
type Said = number | 'right' | null;

/** The whole application: heading with the number of comments, form for a new one, the list. */
export function commentsApp(comments: readonly CommentRecord[], said: Said): string {
  return commentsFrame(
    comments,
    comments.map((one) => commentItem(one, attachmentsBelow(one, said))).join('\n'),
  );
}

/** The application around a list that is written elsewhere. `after`: what stands below the list. */
export function commentsFrame(comments: readonly CommentRecord[], items: string, after = ''): string {
  const people = [...new Set(comments.map(({ author }) => author))];
  const names = people.map((name) => `<span class="participantName">${escapeHtml(name)}</span>`).join(' ');
  return `<section class="expandable-section commentsSection s-commentsSection"><div class="header s-header"><h2><span class="header_icon num_comments s-numComments">${comments.length}</span> <span>Comments</span></h2><button class="expandable-arrow s-expandableArrow" type="button" title="Collapse section Comments" aria-label="Collapse section Comments" aria-expanded="true"></button></div>
<div class="sectionContent s-sectionContent"><div class="commentHeaderButtons"><button type="button" aria-label="Mute Comments" class="s-muteAttachmentNotifications buttonAsLink"><span>Mute Comments</span></button></div>
<div class="comments_box reactForm"><div class="add_comment"><label class="group_label" for="new_comment">Enter Comment</label><textarea id="new_comment" class="s-addCommentField"></textarea>
<div class="attachmentsField s-attachmentsField">Add <ul class="attachmentsField__addOptions"><li><button class="s-addFile buttonAsLink" type="button" aria-label="Add File Attachment" aria-haspopup="dialog"><span>File</span></button></li><li><button class="s-addUrl buttonAsLink" type="button" aria-label="Add Url Attachment" aria-haspopup="dialog"><span>URL</span></button></li></ul></div>
<button class="button s-addCommentBtn" type="button" disabled><span>Add Comment</span></button></div>
<div class="comment_participants" id="comment_participants"><span class="participantsTitle">Participants:</span> ${names}</div>
<ul class="comments_list s-commentList">${items}</ul>${after}</div></div></section>`;
}

/** One comment. `below`: what stands under its text. */
export function commentItem(comment: CommentRecord, below: string): string {
  return `<li class="comment s-comment" id="comment_${comment.id}"><div class="comments_avatar s-commentAvatar"><div class="default_avatar_thumb"></div></div><div class="comment_author"><span class="name s-commentAuthor">${escapeHtml(comment.author)}</span> <span class="timestamp s-commentedAt">commented on ${comment.createdAt.slice(0, 10)}</span></div><div class="comment_text s-commentMessage">${escapeHtml(comment.text)}</div>${below}</li>`;
}

/** Links of a comment, and the button that shows them large. */
export function attachmentsBelow({ attachments }: CommentRecord, said: Said): string {
  if (attachments.length === 0) return '';
  return `<div class="commentAttachments">${commentLinks(attachments)}${viewButton(said === 'right' ? attachments.length : said)}</div>`;
}

export function viewButton(count: number | null): string {
  if (count === null) return '';
  return `<button type="button" class="s-viewFileAttachment buttonAsLink" aria-haspopup="dialog"><span>View Attachments (${count})</span></button>`;
}
