/** How large the demo company is (README). */
export const FOLLOWERS = 600
export const CUSTOMERS = 400
export const ROWS = 2000
/**
 * 250 people are two or three of follower, WeCom customer and CRM record at once:
 * 60 all three, 70 follower + customer, 60 follower + CRM, 60 customer + CRM.
 */
export const ALL_THREE = 60
export const FOLLOWER_AND_CUSTOMER = 70
export const FOLLOWER_AND_CRM = 60
export const CUSTOMER_AND_CRM = 60
export const CRM_OVERLAP = ALL_THREE + FOLLOWER_AND_CRM + CUSTOMER_AND_CRM

/**
 * Every invented phone number is 1990000xxxx. China reserves no range for fiction; the all-zero block of a prefix is the
 * one operators hand out last, and having them all in one block lets a sender that is switched to real SMS by mistake
 * refuse the block whole.
 */
export const TEST_BLOCK = '1990000'
