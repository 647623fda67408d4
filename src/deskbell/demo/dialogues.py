"""What is said in the town's past: the client's words, then the operator's and the client's by turns."""

DIALOGUES = {
    "Sales": (
        (
            "Hi, is the Fjell 2 still to be had in blue?",
            "Hello! In blue there are sizes 52 and 56 left. Which do you ride?",
            "56. Then I'll come by.",
            "I put one aside for you until Saturday.",
        ),
        (
            "Do you have mudguards for a 40 mm tyre?",
            "We do: the Regn in black or silver, 45 mm wide. They go on in ten minutes.",
            "And the price?",
            "349, and we fit them for nothing if you buy them here.",
            "Thank you!",
        ),
        (
            "Can I pay in parts?",
            "Yes, in three or six, without interest. You choose it when you pay.",
        ),
        (
            "What does a child's seat weigh?",
            "The small one 3.2 kg, the large one 4.1 kg. Both carry up to 22 kg.",
            "Does the small one fit a carrier from another shop?",
            "If its tubes are 10 to 16 mm thick, it does. Measure one, then we know.",
            "12 mm!",
            "Then it fits.",
        ),
        (
            "Do you ship to Sweden?",
            "Yes, four working days. Above 2,000 it costs nothing.",
            "Perfect.",
        ),
        (
            "My voucher says it is not valid, what can I do?",
            "Would you tell me its last four signs?",
            "K7QD",
            "It was good until the end of last month. I have made it last two weeks longer: try it now.",
            "It works, you're kind!",
        ),
        (
            "Which lock would you take for a bike that stands outside at night?",
            "The Stål 18: of its class the one that no one has cut yet. 890, and the mount comes with it.",
        ),
        (
            "Are helmets changed after a fall?",
            "Always: after a fall a helmet has done its work. Bring the old one, you get 20 % off the new.",
            "Good to know. Which sizes are there?",
            "52–56, 55–59 and 58–62 cm. Measure above the ears.",
        ),
    ),
    "Support": (
        (
            "My chain jumps on the smallest cog.",
            "Hello! How many kilometres has it done?",
            "About four thousand.",
            "Then it and the cogs are worn together. Shall I book you a morning in the workshop?",
            "Thursday, please.",
            "Thursday at nine. It takes an hour.",
        ),
        (
            "The order came without its pedals.",
            "I'm sorry! They leave today, and the post finds you tomorrow before noon.",
            "Thanks for the quick help.",
        ),
        (
            "How do I take the battery out?",
            "Key to the left, press the red tab, and lift it towards you.",
            "Done!",
        ),
        (
            "The display stays dark since this morning.",
            "Hold its button for ten seconds, please. What does it show?",
            "Nothing at all.",
            "Then it is the cable below the bar: pull it out and push it in until it clicks.",
            "It clicked, and there is light.",
            "Then it was loose. If it happens again we change it for nothing.",
        ),
        (
            "When is my bike ready?",
            "Tomorrow at four: it waits for its brake discs, and they come in the morning.",
        ),
        (
            "I lost the key of my lock. There is a number on it.",
            "With the number we cut a new one in a week. Which one is it?",
            "30418",
            "Noted. We write to you when it is here.",
            "Thank you, you save my week.",
        ),
    ),
}

OFFERS = (
    "Get your shop onto the first page of every search, cheap!",
    "You have been chosen for a loan without questions.",
    "Ten thousand followers by tomorrow, only today.",
)
"""What nobody asked for."""
