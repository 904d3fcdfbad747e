"""The forms of the screens: what is asked, in which words, and what makes an answer readable. They hold no rule of the guidance."""
