"""Names of firms, things, files and pieces of work, made of parts that go together."""

from __future__ import annotations

from typing import Final


def _of(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())


FIRM_NAMES: Final = _of("""
    Northfield, Blue Harbour, Oakwell, Silverline, Brightwater, Stonebridge, Greenlea, Fairmont, Lumen,
    Harrow, Kestrel, Meridian, Alder, Castell, Redwood, Clearview, Summit, Tidewater, Juniper, Halden,
    Nordlys, Belmonte, Sonnenberg, Aurora, Verdant, Foxglove, Ironwood, Larkspur, Marlow, Pinecrest
""")
FIRM_KINDS: Final = _of("""
    Logistics, Studios, Foods, Health, Software, Energy, Textiles, Travel, Media, Partners, Design,
    Motors, Labs, Dental, Consulting, Retail, Robotics, Insurance, Construction, Books
""")
FIRM_FORMS: Final = ("", "", " Ltd", " Inc.", " GmbH", " & Sons", " LLC", " AB")
DEPARTMENTS: Final = _of("""
    Engineering, Sales, Customer Success, Finance, Marketing, Operations, Legal, People, Product,
    Support, Security, Data
""")
JOBS: Final = _of("""
    Account Manager, Software Engineer, Product Designer, Support Specialist, Operations Lead, Data
    Analyst, Marketing Manager, Head of Sales, Project Manager, Nurse Practitioner, Office Manager,
    Buyer
""")
ADJECTIVES: Final = _of("""
    Classic, Compact, Everyday, Folding, Heavy-Duty, Lightweight, Organic, Recycled, Small, Soft,
    Stackable, Wireless, Woven, Large, Slim, Insulated
""")
MATERIALS: Final = _of("""
    Oak, Steel, Cotton, Linen, Bamboo, Leather, Wool, Glass, Ceramic, Cork, Walnut, Canvas
""")
GOODS: Final = _of("""
    Desk Lamp, Backpack, Water Bottle, Notebook, Office Chair, Jacket, Coffee Mug, Bookshelf, Keyboard,
    Blanket, Cutting Board, Headphones, Umbrella, Wall Clock, Running Shoes, Scarf, Tea Pot, Side Table
""")
PROJECTS: Final = _of("""
    Atlas, Beacon, Compass, Delta, Evergreen, Falcon, Granite, Horizon, Lighthouse, Mosaic, Nimbus,
    Orion, Pathfinder, Quartz, Riverside, Sunrise, Tandem, Voyager
""")
EFFORTS: Final = _of("""
    migration, redesign, rollout, pilot, launch, upgrade, audit, onboarding, cleanup, integration,
    relocation, research
""")
CAMPAIGNS: Final = _of("""
    Spring renewals, Payment reminders, Welcome back, Customer survey, Quarterly review, Product launch,
    Delivery updates, Open invoices, Trial follow-up, VIP visits, Early bird offer, Summer sale,
    Appointment reminders, Loyalty rewards, Feedback round, Contract renewals, Été indien – relance,
    Herbstaktion, 春の更新キャンペーン, حملة الربيع, Весенние встречи, Product launch 🚀
""")
TASKS: Final = _of("""
    Update the billing address, Export fails for large reports, Add a dark theme, Login link expires too
    early, Review the security checklist, Search ignores accents, Refund order twice charged, Prepare
    the quarterly report, Page loads slowly on phones, Replace the broken scanner, Invite the new team,
    Translate the help pages, Wrong total on the invoice, Password reset mail never arrives, Rename the
    archived folders, Sync contacts with the calendar, Check stock before checkout, Plan the office
    move, Renew the certificate, Remove unused accounts
""")
ARTICLES: Final = _of("""
    Ten ways to save water at home, What we learned from a year of remote work, How to choose a bicycle,
    Getting started with indoor plants, The quiet return of the night train, A short history of tea,
    Five soups for cold days, Why maps still matter, Notes from the harbour, Learning to read the
    weather, Small kitchens and big dinners, Inside a mountain weather station
""")
MEETINGS: Final = _of("""
    Weekly sync, Design review, Customer call, Sprint planning, Budget round, Team lunch, Quarterly
    kick-off, Interview, Product demo, Retrospective, Training session, Board meeting
""")
FILES: Final = _of("""
    quarterly-report, invoice, team-photo, contract-draft, meeting-notes, floor-plan, price-list,
    product-catalogue, site-visit, travel-expenses, onboarding-guide, press-release, user-survey, logo,
    backup
""")
EXTENSIONS: Final = _of("pdf, docx, xlsx, png, jpg, csv, txt, pptx, zip, mp4")
MEDIA_TYPES: Final = _of("""
    application/pdf, image/png, image/jpeg, text/csv, text/plain, application/json, application/zip,
    video/mp4
""")
TAGS: Final = _of("""
    priority, billing, onboarding, vip, renewal, trial, follow-up, internal, beta, urgent, partner,
    newsletter, mobile, export, legacy, seasonal, wholesale, feedback
""")
TEAMS: Final = _of("""
    Platform, Growth, Payments, Mobile, Search, Field Sales, Customer Care, Night Shift, Logistics, Web,
    Infrastructure, Accounts
""")
CHANNELS: Final = _of("""
    general, announcements, support, random, releases, design, sales-emea, incidents, hiring, marketing,
    off-topic, project-atlas
""")
ROLES: Final = _of("admin, member, viewer, editor, owner, billing, guest")
PLANS: Final = _of("Starter, Team, Business, Enterprise, Basic, Pro, Free")
CATEGORIES: Final = _of("""
    Office, Home, Garden, Kitchen, Travel, Clothing, Electronics, Books, Sports, Toys, Music, Outdoor
""")
COLOURS: Final = _of("red, blue, green, yellow, black, white, grey, orange, purple, teal")
HUES: Final = _of("""
    #1f77b4, #2ca02c, #d62728, #9467bd, #8c564b, #17becf, #ff7f0e, #7f7f7f, #bcbd22, #e377c2
""")
CARD_BRANDS: Final = _of("visa, mastercard, amex, discover")
DEVICES: Final = _of("""
    Front desk phone, Warehouse scanner, Meeting room display, Kitchen tablet, Lobby camera, Gate sensor
""")
SYSTEMS: Final = _of("Windows 11, macOS 15, Ubuntu 24.04, Android 15, iOS 18")
BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Mobile",
)
EVENTS: Final = _of("""
    order.created, order.updated, invoice.paid, user.created, user.deleted, file.uploaded, message.sent,
    subscription.renewed
""")
CODE_LANGUAGES: Final = _of("Python, TypeScript, Go, Java, Ruby, Rust, C#, PHP")
REPOSITORIES: Final = _of("""
    web-app, api-gateway, design-system, billing-service, docs, mobile-client, data-pipeline, infra,
    auth-service, cli-tools, search-index, notification-worker
""")
BRANCHES: Final = _of("""
    main, develop, release/2.4, fix/login-redirect, feature/export-csv, chore/update-deps
""")
REGIONS: Final = _of("us-east-1, us-west-2, eu-west-1, eu-central-1, ap-southeast-1, ap-northeast-1")
INDUSTRIES: Final = _of("""
    Retail, Healthcare, Manufacturing, Education, Hospitality, Logistics, Finance, Construction, Energy,
    Agriculture, Media
""")
GENRES: Final = _of("Drama, Comedy, Documentary, Jazz, Rock, Classical, Thriller, Science fiction")
PLAIN: Final = _of("""
    alpha, amber, bravo, cedar, coral, delta, echo, ember, harbor, indigo, kilo, lima, maple, north, oscar,
    pearl, quartz, sierra, tango, zulu
""")
"""For a text of which nothing is known."""
