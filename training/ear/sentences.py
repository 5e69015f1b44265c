"""Sentences of our own: what is said in scam calls and in ordinary telephone talk, from a small grammar.

    python sentences.py 30000 > sentences.txt

`[a|b|]` chooses one alternative (possibly nothing), `{slot}` is filled from SLOTS or from a function in MADE.
The sentences teach the ear words, not verdicts: each scam phrase has ordinary neighbours, so that no word is only ever
heard in one kind of call. They were written for this purpose and share no line with the evaluation fixtures.
"""
import random
import re
import sys

SLOTS = {
    'first': 'James John Robert Michael William David Mary Patricia Jennifer Linda Elizabeth Susan Jessica Sarah Karen Lisa Nancy Kevin Brian Jason Ryan Emily Ashley Rachel Daniel Steve Alex Sam Peter Grace Helen Frank Rose Arthur Betty Doris George Harold Walter Ruth Margaret Carol Dorothy Anna Laura Mark Paul Andrew Joshua Kenneth Tyler Megan Hannah Olivia Sophie Jack Harry Charlie Oliver Amelia Priya Raj Ahmed Maria Carlos Chen Wei'.split(),
    'last': 'Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Thomas Moore Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook Rogers Cooper Reed Bailey Bell Kelly Howard Ward Cox Watson Brooks Gray Hughes Price Myers Foster'.split(),
    'agency': ['the IRS', 'the internal revenue service', 'the social security administration', 'the social security office', 'medicare', 'the FBI', 'the federal trade commission', 'the department of justice', 'the treasury department', 'the sheriff\'s office', 'the county court', 'the police department', 'customs and border protection', 'HMRC', 'the tax office', 'immigration', 'the drug enforcement administration', 'the health department', 'the benefits office', 'the attorney general\'s office', 'the legal department', 'the warrants division'],
    'company': ['Microsoft', 'Amazon', 'Apple', 'Windows technical support', 'PayPal', 'Netflix', 'your internet provider', 'Google', 'Norton', 'McAfee', 'Geek Squad', 'Walmart', 'eBay', 'Verizon', 'Comcast', 'Facebook', 'the electric company', 'the gas company', 'the water company', 'your phone company', 'the delivery company', 'FedEx', 'DHL', 'the post office', 'Cash App', 'Zelle', 'Venmo', 'Coinbase', 'the warranty department', 'the lottery', 'Publishers Clearing House', 'T mobile', 'AT&T', 'British Telecom'],
    'bank': ['your bank', 'the bank', 'Chase', 'Wells Fargo', 'Bank of America', 'Citibank', 'the credit union', 'Barclays', 'Lloyds', 'HSBC', 'Capital One', 'the card company', 'your credit card company', 'Visa', 'Mastercard', 'American Express', 'the fraud department', 'the fraud team', 'the security department', 'the fraud prevention team'],
    'giftcard': ['gift cards', 'a gift card', 'Google Play cards', 'iTunes cards', 'Apple gift cards', 'Amazon gift cards', 'Target gift cards', 'Steam cards', 'eBay gift cards', 'prepaid cards', 'a prepaid debit card', 'Walmart gift cards', 'vouchers', 'a money pack card', 'green dot cards'],
    'remoteapp': ['AnyDesk', 'TeamViewer', 'any desk', 'team viewer', 'Quick Support', 'Ultra Viewer', 'LogMeIn', 'Zoho Assist', 'Splashtop', 'remote desktop', 'Supremo', 'Rust Desk', 'Screen Connect', 'Alpemix', 'the remote support app'],
    'crypto': ['bitcoin', 'ethereum', 'crypto', 'cryptocurrency', 'a bitcoin machine', 'the bitcoin ATM', 'a crypto wallet', 'tether', 'coins', 'your wallet'],
    'paypath': ['a wire transfer', 'Western Union', 'MoneyGram', 'Zelle', 'Cash App', 'Venmo', 'PayPal', 'a bank transfer', 'cash in an envelope', 'a cashier\'s check', 'a money order', 'an overnight parcel', 'a courier', 'direct debit', 'Apple Pay'],
    'secret': ['social security number', 'social', 'account number', 'routing number', 'sort code', 'card number', 'long card number', 'PIN', 'pin number', 'password', 'one time code', 'one time password', 'verification code', 'security code', 'six digit code', 'passcode', 'date of birth', 'mother\'s maiden name', 'online banking password', 'medicare number', 'driver\'s license number', 'expiration date', 'expiry date', 'the three digits on the back', 'CVV', 'user name', 'memorable word', 'access code', 'authorization code', 'confirmation number'],
    'relation': ['grandson', 'granddaughter', 'son', 'daughter', 'nephew', 'niece', 'husband', 'wife', 'mother', 'father', 'brother', 'sister', 'neighbor', 'friend', 'grandpa', 'grandma', 'cousin', 'boss', 'colleague', 'landlord'],
    'place': ['the bank', 'the store', 'the hospital', 'the police station', 'the airport', 'Walmart', 'Target', 'the pharmacy', 'the post office', 'the office', 'the library', 'school', 'church', 'the garage', 'the dentist', 'the train station', 'the grocery store', 'the ATM', 'CVS', 'Walgreens', 'Best Buy', 'the gas station', 'the branch', 'home', 'downtown', 'the shopping center', 'the embassy'],
    'city': ['Chicago', 'Houston', 'Phoenix', 'New York', 'Los Angeles', 'Dallas', 'San Diego', 'Austin', 'Boston', 'Seattle', 'Denver', 'Atlanta', 'Miami', 'London', 'Manchester', 'Birmingham', 'Toronto', 'Mexico', 'Texas', 'California', 'Florida', 'Washington', 'El Paso', 'Las Vegas', 'Portland', 'Ohio', 'Michigan', 'Virginia'],
    'day': ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'tomorrow', 'today', 'next week', 'this afternoon', 'tonight', 'this evening', 'tomorrow morning', 'the weekend', 'this weekend', 'next month'],
    'month': 'January February March April May June July August September October November December'.split(),
    'thing': ['computer', 'phone', 'account', 'card', 'laptop', 'car', 'package', 'order', 'appointment', 'prescription', 'bill', 'invoice', 'subscription', 'refund', 'payment', 'transfer', 'loan', 'insurance', 'warranty', 'ticket', 'reservation', 'delivery', 'parcel', 'statement', 'check', 'policy', 'claim', 'contract', 'router', 'television', 'kitchen', 'garden', 'recipe', 'birthday cake', 'washing machine', 'boiler', 'roof', 'fence', 'dog', 'cat', 'bus', 'flight', 'hotel'],
    'food': ['coffee', 'pizza', 'soup', 'chicken', 'bread', 'milk', 'apples', 'potatoes', 'rice', 'salad', 'fish', 'cake', 'eggs', 'cheese', 'pasta', 'sandwiches', 'tea', 'sugar', 'butter', 'carrots', 'onions'],
    'illness': ['a cold', 'the flu', 'a headache', 'a sore throat', 'a bad back', 'a cough', 'a fever', 'high blood pressure', 'my knee', 'my hip', 'an infection', 'a toothache'],
    'ack': ['yes', 'no', 'okay', 'yeah', 'uh huh', 'mm hmm', 'right', 'sure', 'alright', 'I see', 'oh', 'oh okay', 'got it', 'of course', 'absolutely', 'exactly', 'correct', 'that\'s right', 'that is correct', 'great', 'perfect', 'fine', 'really', 'oh no', 'oh my goodness', 'oh dear', 'well', 'um', 'uh', 'hmm', 'yep', 'nope', 'no problem', 'not really', 'I think so', 'I guess so', 'maybe', 'I don\'t know', 'I\'m not sure', 'thank you', 'thanks', 'thank you so much', 'thanks a lot', 'you\'re welcome', 'please', 'sorry', 'pardon', 'excuse me', 'wait', 'hold on', 'one moment', 'one second', 'go ahead', 'bye', 'bye bye', 'goodbye', 'have a nice day', 'have a good one', 'take care', 'talk to you later', 'see you soon', 'hello', 'hi', 'hi there', 'good morning', 'good afternoon', 'good evening', 'speaking', 'this is he', 'this is she', 'who is this', 'what', 'what do you mean', 'are you sure', 'say that again', 'can you repeat that', 'I can\'t hear you', 'are you there', 'can you hear me'],
    'crime': ['drug trafficking', 'money laundering', 'tax evasion', 'tax fraud', 'identity theft', 'missing jury duty', 'unpaid taxes', 'an unpaid fine', 'suspicious activity', 'fraud', 'a criminal case', 'illegal activity', 'a federal crime', 'contempt of court', 'an unpaid toll'],
    'adverb': ['immediately', 'right now', 'right away', 'today', 'within the hour', 'within 24 hours', 'before midnight', 'before five o\'clock', 'as soon as possible', 'within 45 minutes', 'at once', 'this minute', 'before the end of the day', 'within two hours'],
}

SCAM = """
[hello|hi|good morning|good afternoon||this is a message] this is [agent|officer|mister|miss|investigator|inspector|sergeant|] {first} {last} [from|with|calling from|on behalf of] {agency|company|bank}
[I'm|I am|we are] calling [you|] [from|on behalf of] {agency|company|bank} [about|regarding|concerning|in regards to] your {thing|account|taxes|computer|card}
[my|the] badge number is {digits} [and this call is being recorded|] [do you have a pen and paper|]
there is [a|an arrest|a federal] warrant [out for your arrest|in your name|under your name|for your arrest|issued against you]
your social security number [has been|was|will be|is being] [suspended|compromised|used in {crime}|blocked|frozen|found at a crime scene] [in {city}|due to {crime}|because of {crime}|]
[you have been|you are being|you will be] [charged with|arrested for|investigated for|accused of|named in] {crime}
if you [hang up|do not cooperate|don't pay|refuse|tell anyone|ignore this call] [the police will come to your door|officers will be sent to your house|you will be arrested|we will freeze your accounts|your account will be closed|you will lose your benefits] [{adverb}|]
[the only way|the fastest way|one way] to [settle|resolve|clear|fix|pay] [this|it|the matter|the fine|the case] is [with|by|to pay with|to use|to buy] {giftcard|paypath|crypto}
[you need to|you have to|you must|please|I need you to|I want you to|we need you to] [go to|drive to|walk to] {place} and [buy|get|purchase|pick up] {giftcard} [for|worth|in the amount of] {money}
[scratch off|peel off|scratch] the [back|silver strip|silver part|coating] [of the card|] and [read|give|tell] me the [numbers|code|sixteen digits|numbers on the back|code on the back]
read me the [numbers|digits|code|card numbers] [on|off] the [back|front] of the [card|gift card|cards] [one by one|slowly|]
take a [photo|picture] of the [card|cards|receipt|check] and [send|text|email] it to [me|this number|us]
[do not|don't|please don't|never] [tell|talk to|mention this to|discuss this with|speak to|say anything to] [anyone|anybody|your family|your {relation}|the bank|the cashier|the teller|the police|the store clerk] [about this|about this call|why you are buying them|what this is for|]
if [anyone|the cashier|the teller|the bank|they] asks [you|] [say|tell them] [it's|it is|that it is] for [a birthday|a gift|family|home repairs|a car|a wedding|your {relation}|a present]
[this is|it is|it's] [a secret|confidential|a confidential investigation|a gag order|between you and me] [so|] [do not|don't] [share|discuss] it with anyone
stay on the [line|phone] [with me|] [do not hang up|don't hang up|and do not disconnect|until this is done|while you drive|the whole time|]
[can you|could you|please|I need you to|would you] [confirm|verify|give me|tell me|read me|provide|read back] [your|the] {secret}
[we|I] just [sent|texted|emailed] you a [code|verification code|one time code|six digit code|one time password|text message] [please|can you|] [read it back to me|tell me the code|read me the code|give me that number|read it out]
what is the [code|number|six digit code|one time code] [we sent you|on your phone|in the text message|you received]
the code is {digits}
[to verify your identity|for security|for verification|for your protection] [I need|we need|please give me] your {secret} [and your {secret}|]
[we|I] [detected|have detected|noticed|found|see] [a suspicious|an unauthorized|a fraudulent|an unusual] [charge|transaction|payment|transfer|login|purchase|withdrawal|sign in] [of|for] {money} [on your account|on your card|from your account|in {city}|]
[your money|your savings|the funds|your account] [is|are] [not safe|at risk|in danger|under attack|compromised] [you need to|we must|you must|] [move|transfer] [it|your money|everything|the money] [to|into] a [safe|secure|new|protected|government] account
[transfer|move|send] [the money|your savings|the funds|everything|{money}] to [the safe account|a safe account|the secure account|this account|our account|a new account in your name|a federal locker] [{adverb}|]
[withdraw|take out|send|transfer|wire|pay] {money} [in cash|from your account|from your savings|] [and put it in|using|through|via] {crypto|paypath|a box}
[a courier|an agent|my colleague|our driver|someone|an officer] will [come to your house|pick up the {thing|cash|package|card}|collect the cash|meet you at {place}] [{adverb}|{day}|]
your [computer|device|laptop|IP address|network|router] [has been|is|was] [hacked|infected|infected with a virus|sending us errors|compromised|locked|at risk]
[your computer has|we found|there are] [a virus|malware|viruses|hackers|foreign hackers|trojans|errors] [on your computer|in your system|on your network|from another country|]
[go to|open] [the website|your browser|your computer|the app store|google] and [download|install|type in|search for|open] {remoteapp}
[please|] [download|install|open|run] {remoteapp} [and give me the code|and read me the nine digit number|so I can connect|so I can help you|on your phone|on your computer|and click accept|]
[give|read|tell] me the [nine digit|ten digit|] [number|code|ID|address] [on|in|from] {remoteapp}
[press|hold] the windows key and [the letter|] R [on your keyboard|at the same time|]
[type|enter] [eventvwr|cmd|www dot|support dot me|help dot me|in the box] [and press enter|then click okay|]
do you see [the black screen|a lot of errors|the warnings|the red marks|the code|the number on the screen|the accept button]
[now|please|then|] [log in|sign in] to your [online banking|bank account|account] [while I am connected|so we can send the refund|and tell me what you see|]
[we|I] [owe you|want to send you|are issuing|accidentally sent you|sent you] [a refund of|] {money} [too much|by mistake|for your subscription|]
you [received|got|were sent] too much [money|] [you must|please|you have to] send [the difference|the rest|it] back [by|through|with|using] {giftcard|paypath}
your [subscription|antivirus|Norton|Geek Squad|membership|warranty|protection plan] [has been|will be|was] [renewed|charged|auto renewed] for {money} [today|to cancel press one|]
[this is|] your [final|last|second|only] [notice|warning|chance|attempt|opportunity] [to avoid legal action|before we file|to claim your prize|about your car's extended warranty|]
press [one|two|three|four|five|nine|zero|1|2|9] [now|] [to|if you want to] [speak to|speak with|be connected to|talk to] [a representative|an agent|an officer|a live operator|a specialist|a customer service representative|our fraud department]
press {digit} to [continue|cancel|be removed from our list|decline|opt out|accept|repeat this message|confirm|hear this message again|dispute this charge|approve the charge]
[congratulations|great news|good news] [you have|you've|you] [won|been selected for|been chosen to receive|qualified for] [a prize|{money}|the lottery|the sweepstakes|a free cruise|a grant|a new car|a government grant|a free medical alert system]
you [only|just|] [have to|need to|must] pay the [taxes|fees|processing fee|insurance|customs fee|delivery fee|shipping|release fee] [of {money}|first|up front|in advance|]
[grandma|grandpa|mom|dad|hi mom|hi dad|hi grandma|nana] it's me [I'm in trouble|I had an accident|I've been arrested|I lost my phone|I need your help|please don't tell mom|please don't tell dad]
I [was in|had|got into] [a car accident|an accident|some trouble|a fight] [and|] [I broke my nose|I'm in jail|they took my phone|I hit a pregnant woman|I need bail money|my lawyer will call you]
[this is|I am] [his|her|your {relation}'s] [lawyer|attorney|public defender] [{first} {last}|] [the bail is {money}|we need {money} for bail|he needs your help]
I [love you|miss you|trust you|want to be with you|can't wait to meet you] [my dear|darling|honey|sweetheart|so much|] [but|and] [I need|my card is blocked|I am stuck in {city}|my wallet was stolen|customs is holding my package]
[invest|put in|start with] {money} and [you will|you'll|we guarantee you'll] [double your money|make {money} a week|get ten percent a day|earn guaranteed returns|never lose]
[guaranteed|risk free|] [profit|returns|income] [with|from|trading] {crypto} [our platform|our trading platform|my uncle taught me|is a sure thing|]
your [electricity|power|gas|water|internet|service] will be [cut off|disconnected|shut off|suspended] [{adverb}|in thirty minutes|unless you pay|]
your {package|parcel|visa|passport|package} [is being held|was stopped|contains drugs|was intercepted|is on hold] [at customs|by customs|at the border|in {city}]
act [now|fast|quickly|{adverb}] [this offer|the offer|the deadline] [expires|ends] {adverb|day}
[we have been trying to reach you|we've been trying to reach you|we are calling] [about|concerning|regarding] your [car's extended warranty|vehicle's warranty|student loans|credit card debt|medicare benefits|car insurance|credit card interest rate]
[lower|reduce|cut] your [interest rate|credit card rate|monthly payment|debt|power bill] [to zero percent|by half|to six percent|today|with no obligation]
you [must|have to|need to] [verify|update|confirm|validate|unlock|restore|secure] your [account|identity|information|details|card|payment details|medicare card|benefits] [{adverb}|or it will be closed|or you will lose access|to avoid suspension]
[ma'am|sir] [listen to me|listen carefully|please calm down|calm down|do as I say|you are wasting my time|trust me|I am trying to help you] [this is very serious|this is urgent|time is running out|there is no time|]
[I will|let me] [transfer|connect|put] you [to|through to] [my supervisor|my senior officer|the fraud department|the federal officer|a manager|the technician|the sheriff]
[how much|how much money] [do you have|is in|do you keep in] [in|] your [savings|checking|account|bank account|retirement account|wallet] [right now|]
[do not|don't] [turn off|close|touch|use] [your computer|the computer|the window|the screen|the mouse|your phone] [while I am working|until I say so|please|]
your case [number|ID|reference] is {digits} [write it down|please write this down|]
"""

ORDINARY = """
[hello|hi|hey|good morning|good afternoon|good evening] [this is|it's|is this|am I speaking with|may I speak to|can I speak with|I'm looking for|my name is] {first} [{last}|]
[hi|hello|] [thank you|thanks] for calling {bank|company|the clinic|the library|the front desk} [this is {first}|my name is {first}] how [can|may] I help you [today|]
[how are you|how's it going|how have you been|how are things|how are the kids|how is your mother|how was your {day|weekend|trip|day}] [doing|] [today|]
I'm [fine|good|doing well|okay|a bit tired|not too bad|alright] [thanks|thank you] [and you|how about you|how are you|]
[are you|is {first}|will you be] [free|home|available|around|busy|coming over|at work] [on|] {day} [at {time}|]
[I'd like to|I want to|I need to|I'm calling to|can I|could I|I would like to] [make|change|cancel|confirm|check|book|reschedule|ask about|pay for|pick up|return|renew|order] [an|my|a|the|our] {thing} [for|on|] {day}
[your|the] [appointment|table|reservation|delivery|car|prescription|order|test result] is [ready|confirmed|on {day} at {time}|scheduled for {day}|booked|cancelled|late]
[what time|when] [do you|does the {place|bank|store|office}|will you|should I|can you] [open|close|get here|come|arrive|leave|pick me up] [on {day}|]
[the|my] {thing} [is broken|doesn't work|won't start|needs to be repaired|is very expensive|arrived yesterday|was delivered to the wrong house|came in the mail|is making a strange noise]
[it's|it is|that will be|the total is|that comes to|you owe|your balance is|the payment is|it cost me|I paid] {money} [altogether|please|a month|for the whole thing|including tax|]
[I have|he has|she has|I've got|my {relation} has] {illness} [so|and] [I can't come|I'm staying home|I need a doctor|I took some medicine|it hurts a lot|I'm feeling better now]
[can you|could you|would you] [pick up|buy|bring|get] [some|] {food} [and {food}|] [on the way home|for dinner|from {place}|for me|when you come]
we had {food} [and {food}|] for [dinner|lunch|breakfast] [it was|and it was] [delicious|very good|a bit cold|too salty|lovely]
[my|our] {relation} [lives in|moved to|is visiting|came back from|works in|is flying to] {city} [on {day}|now|next year|for two weeks|]
[did you|have you] [see|seen|hear|heard] [the game|the news|that movie|the weather|from {first}|what happened to {first}] [last night|yesterday|today|on {day}|]
[the weather|it] [is|was|will be] [cold|warm|raining|sunny|snowing|windy|terrible|beautiful|freezing] [today|out here|in {city}|all week|again|on {day}]
[I'll|I will|we'll|he'll|she'll] [call you|see you|meet you|pick you up|be there|email you|text you|talk to you] [back|later|on {day}|at {time}|in {small} minutes|soon|at {place}]
[sorry|I'm sorry|I apologize] [I'm late|I missed your call|for the delay|for the wait|I forgot|I was in a meeting|about that|the line is bad|you have the wrong number]
[please|] [leave a message|leave your name and number|stay on the line|hold the line|wait a moment|call back later|speak up|spell that for me|repeat that]
your call is [important to us|being recorded|being transferred|very important|number {small} in the queue] [please stay on the line|please hold|for quality and training purposes|]
[our office hours are|we are open] [from|] {time} to {time} [monday to friday|monday through friday|every day|except {day}]
[for|to hear] [billing|sales|technical support|new appointments|account balances|directions|english|prescriptions] press [one|two|three|four|five|six|seven|eight|nine|zero|star|pound]
[we will never ask|the bank will never ask|nobody will ask|do not give anyone|please never share] [for|] your [password|PIN|full card number|one time code|security code]
[I think|it sounds like|are you sure|maybe] [that's|it's|this is|it isn't] a scam [so I hung up|don't give them anything|call the bank yourself|you should tell the police|]
[I want to|I'd like to|can you help me] [report|cancel] [a lost card|a stolen card|fraud on my account|a charge I don't recognize|a suspicious call|my card]
[what is|what's|can I have|could you give me|may I have|please tell me] [your|the] [name|full name|last name|phone number|address|zip code|email|date of birth|account number|order number|reference number|postcode|extension]
[my|the|your] [phone number|number|account number|order number|zip code|reference number|confirmation number|extension|case number] is {digits}
[my|the] [address|house|office|shop] is [at|on|] {number} [{last}|{city}|Main|Oak|Park|Church|High|Second|Third|Maple|Elm] [street|avenue|road|drive|lane|court]
my [date of birth|birthday] is [the|] {date}
[I live|I used to live|we're staying] [in|near|outside of] {city}
[the|our|your] [flight|train|bus|meeting|class|game|appointment|interview|party] [is|starts|leaves] at {time} [on {day}|]
[I'd like to|can I|I want to|please] [order|have|get] {small} [large|small|] [pizzas|coffees|tickets|books|boxes|bottles|copies] [please|for {first}|to go|]
[I need|we need|can I get|I'd like] [a new|to order a new|to replace my] [debit card|credit card|checkbook|checks|phone|battery|key|password|bank card]
[could you|can you|I want to|please] [check|tell me] [my|the] [balance|account balance|order status|last payment|schedule|branch hours|credit limit]
[you can|you could|you should|you need to|please] [reset|change|update] your password [online|on our website|in the app|at any branch|over the phone]
[is there|was there] anything else [I can help you with|I can do for you|] [today|]
no [that's all|that is everything|that's it|nothing else|I'm good|thank you that's all] [thanks|thank you|for now|]
[let me|I'll|I will] [check|look that up|pull up your account|see what I can do|ask my manager|put you on hold|transfer you|take a note|find out|get back to you] [for you|one moment|real quick|]
[I|we|you|they|he|she] [can|can't|could|couldn't|should|shouldn't|would|wouldn't|will|won't|didn't|don't|never|always] [believe|remember|understand|find|afford|use|fix|send|see|hear|tell|explain|wait for|worry about] [it|that|this|them|the {thing}|my {thing}|your {thing}]
[why|how|when|where|what] [did|do|does|would|can|should|will] [you|I|we|they|she|he|{first}] [do that|get it|know|go|pay|find it|say|want|need|send it|call me|fix it|put the {thing}|buy the {thing}]
[where|how|who] [is|are|was|were] [my|your|the|her|his] {thing|relation} [now|today|going|coming from|]
[because|so|but|and|then|well|anyway|actually|you know|I mean|basically|honestly|first|also|by the way] [I|we|they|he|she|you] [went to|was at|were at|came from|called|left|stopped by|are going to|want to go to] {place} [on {day}|yesterday|this morning|with {first}|]
[there's|there is|there was|there are] [a|another|some|no|nobody|someone] [problem with|question about|note on|room for|news about] [the|my|your|our] {thing}
[happy birthday|merry christmas|happy new year|congratulations|good luck|get well soon|safe travels|sweet dreams|I love you|I miss you] [{first}|grandma|dear|to you|]
"""

MADE_UNITS = ['dollars', 'dollars', 'dollars', 'pounds', 'euros', 'bucks', 'thousand dollars', 'hundred dollars']


def digits():
    return ' '.join(random.choice('0123456789') for _ in range(random.choice([3, 4, 4, 5, 6, 6, 7, 8, 9, 10])))


def money():
    amount = random.choice([random.randrange(1, 20), random.randrange(20, 100), random.randrange(1, 20) * 50,
                            random.randrange(1, 20) * 500, random.randrange(100, 1000), random.randrange(1000, 9999)])
    if random.random() < .4:
        return f'${amount}' + (f'.{random.randrange(1, 100):02d}' if random.random() < .3 and amount < 1000 else '')
    unit = random.choice(MADE_UNITS)
    return f'{amount if len(unit.split()) == 1 else random.randrange(1, 20)} {unit}'


def clock():
    return f"{random.randrange(1, 13)}:{random.choice(['00', '15', '30', '45', '20', '05'])}" + random.choice([' am', ' pm', '', ''])


def date():
    year = random.choice(['', '', f', {random.randrange(1930, 2010)}'])
    return f"{random.choice(SLOTS['month'])} {random.randrange(1, 32)}" + year


MADE = {'digits': digits, 'money': money, 'time': clock, 'date': date,
        'number': lambda: str(random.randrange(1, 999)), 'small': lambda: str(random.randrange(1, 31)),
        'digit': lambda: str(random.randrange(10))}


def fill(slot):
    """A slot may name several sources, {agency|bank}; a word that is no source stands for itself."""
    name = random.choice(slot.split('|'))
    if name in MADE:
        return MADE[name]()
    if name in SLOTS:
        value = random.choice(SLOTS[name])
        return expand(value) if '{' in value else value
    return name


def expand(template):
    """Innermost brackets first, so alternatives may hold slots and slots may hold alternatives."""
    while True:
        bracket = re.search(r'\[([^\[\]]*)\]', template)
        if not bracket:
            break
        depth, options, current = 0, [], ''
        for ch in bracket[1]:                      # split on | outside braces only
            depth += (ch == '{') - (ch == '}')
            if ch == '|' and depth == 0:
                options.append(current)
                current = ''
            else:
                current += ch
        options.append(current)
        template = template[:bracket.start()] + random.choice(options) + template[bracket.end():]
    return re.sub(r' +', ' ', re.sub(r'\{([^{}]*)\}', lambda m: fill(m[1]), template)).strip()


TEMPLATES = [t for t in (SCAM + ORDINARY).split('\n') if t.strip()]
HELD = TEMPLATES[7::15]                              # never trained on: their sentences are for evaluation
TRAINED = [t for t in TEMPLATES if t not in HELD]


def sentence():
    r = random.random()
    if r < .06:
        return random.choice(SLOTS['ack'])
    if r < .12:
        return random.choice(SLOTS['ack']) + ' ' + random.choice(SLOTS['ack'])
    if r < .17:
        return fill(random.choice(['digits', 'digits', 'money', 'date', 'time', 'secret', 'remoteapp', 'giftcard', 'crypto', 'paypath']))
    text = expand(random.choice(TRAINED))
    return random.choice(SLOTS['ack']) + ' ' + text if random.random() < .12 else text


def main():
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for _ in range(int(sys.argv[1])):
        print(sentence())


if __name__ == '__main__':
    main()
