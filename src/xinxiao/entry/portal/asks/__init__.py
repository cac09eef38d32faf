"""What the policy asks and what this system does: article by article, task by task, class by class."""
