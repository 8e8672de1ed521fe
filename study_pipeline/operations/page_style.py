"""How the report's page looks: light or dark as the reader's system says, one column on a phone."""

import base64
import hashlib

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--card:#f6f7f9;--ink:#1d2330;--faint:#5c6575;--line:#dfe3ea;--bad:#b3261e}
@media(prefers-color-scheme:dark){
:root{--paper:#14171d;--card:#1d222b;--ink:#e6e9ef;--faint:#9aa4b5;--line:#323a47;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Apple SD Gothic Neo",
"Malgun Gothic","Noto Sans KR","Noto Sans CJK KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:1.5rem;margin:0}
h2{font-size:1.05rem;margin:0 0 12px}
p{margin:4px 0 0}
.faint{color:var(--faint)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(114px,1fr));gap:10px;margin:20px 0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 11px}
.tile dt{color:var(--faint);font-size:.85rem}
.tile dd{margin:0;font-size:1.6rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.bad dd{color:var(--bad)}
.parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:16px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;min-width:0}
section.wide{grid-column:1/-1}
svg{display:block;width:100%;height:auto;color:var(--faint)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--faint);font-weight:500;white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.moment{white-space:nowrap;font-variant-numeric:tabular-nums}
@media(max-width:640px){
.wide thead{display:none}
.wide tr{display:block;border-top:1px solid var(--line);padding:8px 0}
.wide tr:first-child{border-top:0;padding-top:0}
.wide td{display:flex;gap:8px;border:0;padding:1px 0;text-align:left;white-space:normal}
.wide td::before{content:attr(data-name);flex:0 0 5.5rem;color:var(--faint)}
.wide td:empty{display:none}}
summary{cursor:pointer;font-weight:600}
details[open] summary{margin-bottom:12px}
"""

_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: show it in this style, and nothing else."""
