from murals.cli import main

main()
